const texts = TEXTS, at = id => document.getElementById(id), token = location.hash.slice(1);
history.replaceState(null, "", location.pathname + location.search);
const post = (to, what) => fetch(to, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(what)});
const tell = text => { at("title").textContent = "OTIF & KOOP"; at("says").textContent = text; };
(async () => {
  if (!token) return tell(texts.incomplete);
  const answer = await post("join", {token}), said = await answer.json();
  if (!answer.ok) return tell(said.says);
  if (!said.asks) return location.replace(said.to);
  at("title").textContent = said.workshop;
  at("form").hidden = false;
  at("name").focus();
  if (at("sign")) at("sign").href = "sign-in?to=" + encodeURIComponent(said.to.slice(2));
  at("form").onsubmit = async event => {
    event.preventDefault();
    const name = at("name").value.trim();
    if (name) await post("join/name", {w: said.w, name});
    location.replace(said.to);
  };
})().catch(() => tell(texts.unreachable));
