const says = (page) => page.querySelector("h1").textContent;
const now = says(document);
setInterval(async () => {
  try {
    const answer = await fetch(ADDRESS, {cache: "no-store"});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (says(page) !== now) location.replace(ADDRESS);
  } catch {
    // the server or the network is away: ask again
  }
}, 1000 * SECONDS);
