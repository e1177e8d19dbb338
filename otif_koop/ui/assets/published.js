const texts = TEXTS, at = id => document.getElementById(id), token = location.hash.slice(1);
const tell = text => { at("title").textContent = "OTIF & KOOP"; at("says").textContent = text; };
(async () => {
  if (!token) return tell(texts.incomplete);
  const told = {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({token})};
  const answer = await fetch("published" + location.search, told), said = await answer.json();
  if (!answer.ok) return tell(said.says);
  const page = new DOMParser().parseFromString(said.html, "text/html");
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.head.querySelectorAll("style").forEach(one => one.remove());
  document.head.append(...page.head.querySelectorAll("style"));
  document.body.replaceChildren(...page.body.childNodes);
})().catch(() => tell(texts.unreachable));
