// One connection a browser tab, kept over pages and reruns: it hears what others did and asks for a rerun,
// but never while something is being typed or dragged here.
const OWN = 600;  // ms in which a change of our own has been drawn here, so that its news is no news
const REFUSED = 30_000;  // ms after which a stream that was refused is asked for again
const EACH = 20;  // ms for each who is here, over which they ask: all at once they would keep whoever acts waiting
const tab = {at: null, source: null, closing: 0, typed: null, held: false, news: null, asked: 0};

const isText = what => what instanceof HTMLTextAreaElement || (what instanceof HTMLInputElement && /^(text|number|search|email|)$/.test(what.type));
document.addEventListener("focusin", event => { tab.typed = isText(event.target) ? {at: event.target, was: event.target.value} : null; });
document.addEventListener("keydown", event => {  // Enter hands over what was typed
  if (event.key === "Enter" && tab.typed && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement)) tab.typed.was = tab.typed.at.value;
});
document.addEventListener("focusout", () => setTimeout(ask, 700));
document.addEventListener("pointerdown", () => { tab.held = true; });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { tab.held = false; setTimeout(ask, 700); });

// while the server is away (its stream is being opened again) there is nobody to ask
const isAway = () => tab.source && tab.source.readyState === 0;

const isBusy = () => isAway() || tab.held || (tab.typed && tab.typed.at === document.activeElement && tab.typed.at.value !== tab.typed.was);

function ask() {
  const {data, trigger, news} = tab;
  if (!data || !news || isBusy() || Date.now() - tab.heard < tab.calm) return;
  const isCounted = data.watches && news.votes !== data.votes && Date.now() - (tab.when || 0) > 1500;
  const isNews = news.gone || news.revision !== data.revision || news.scene !== data.scene || isCounted;
  const what = news.gone ? "gone" : `${news.revision}.${news.scene}.${data.watches ? news.votes : ""}`;
  if (!isNews || (tab.asked === what && Date.now() - tab.when < 3000)) return;
  tab.asked = what;
  tab.when = Date.now();
  trigger("news", what);
}

const isConnected = () => {
  const app = document.querySelector("[data-test-connection-state]");
  return !app || app.getAttribute("data-test-connection-state") === "CONNECTED";
};

// a server that was started anew knows nothing of this page until it has drawn it once: it would miss the first click
function comeBack() {
  if (!isConnected()) tab.away = true;
  if (!tab.away || !tab.trigger || isAway() || tab.held || !isConnected()) return;
  tab.away = false;
  tab.trigger("again", Date.now());
}

function listen(address) {
  if (tab.at === address && tab.source && tab.source.readyState !== 2) return;
  if (tab.source) tab.source.close();
  tab.at = address;
  tab.tried = Date.now();
  tab.source = new EventSource(address);
  tab.source.onerror = () => { if (isAway()) tab.away = true; };  // one that is refused tells nothing of the page
  tab.source.onopen = comeBack;
  tab.source.onmessage = event => {
    tab.news = JSON.parse(event.data);
    tab.heard = Date.now();
    tab.calm = OWN + Math.random() * Math.max(150, EACH * (tab.news.who || []).length);
    if (tab.news.gone) tab.source.close();
    show();
    setTimeout(ask, tab.calm + 20);
  };
}

function show() {
  tell();
  const {root} = tab, box = root && root.host && root.host.closest("[data-testid=stElementContainer]");
  // where there is nothing to tell, it takes no room
  if (box) box.style.display = root.querySelector("#who").textContent || root.querySelector("#clock").textContent ? "" : "none";
}

function tell() {
  const {root, data, news} = tab;
  if (!root || !data) return;
  const who = root.querySelector("#who"), names = (news && news.who || []).map(name => name === data.by ? data.facilitator : name);
  who.textContent = names.length > 1 ? `${names.length} ${data.here}` : "";
  who.title = names.join(", ");
  const clock = root.querySelector("#clock");
  if (!data.clock) { clock.textContent = ""; return; }
  const left = Math.round(data.clock.seconds - (Date.now() - tab.since) / 1000), most = Math.abs(left);
  clock.textContent = `${left < 0 ? "+" : ""}${Math.floor(most / 60)}:${String(most % 60).padStart(2, "0")}`;
  clock.className = left < 0 ? "over" : "";
  clock.title = left < 0 ? data.over : data.left;
}

setInterval(() => {
  show();
  comeBack();
  if (tab.data && !(tab.news && tab.news.gone) && Date.now() - tab.tried > REFUSED) listen(tab.at);
  if (tab.data && tab.data.unsaved && !isBusy() && Date.now() - (tab.when || 0) > 4000) { tab.when = Date.now(); tab.trigger("again", Date.now()); }
  ask();
}, 1000);

export default function ({parentElement, data, setTriggerValue}) {
  clearTimeout(tab.closing);
  Object.assign(tab, {root: parentElement, data, trigger: setTriggerValue, since: Date.now()});
  listen(data.address);
  show();
  return () => { tab.closing = setTimeout(() => { if (tab.source) tab.source.close(); tab.source = null; tab.data = null; }, 5000); };
}
