// The pages work without this module. It moves the reader to what went wrong, keeps forms safe,
// and brings a page up to date when something happened that it shows.
const main = document.getElementById("main");
document.getElementById("trouble")?.focus();

// A second press while the first is under way would only be answered with the first receipt.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-busy", "true");
  if ([...event.target.querySelectorAll("input[type=file]")].some((one) => one.files.length)) reading(event.target);
});

// A large file takes seconds to read and check: its form says so until the answer is there.
function reading(form) {
  const told = document.createElement("div");
  told.className = "reading";
  told.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "Reading the file");
  form.append(told);
  told.append("Reading the file…", bar);
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  for (const told of document.querySelectorAll(".reading")) told.remove();
});

if (main?.dataset.changes && "EventSource" in window) live(new URL(main.dataset.changes, location.href));

function live(address) {
  const words = document.createElement("div");
  words.className = "news";
  words.setAttribute("role", "status");
  main.before(words);
  let touched = false, shown = bare(main), source = null, due = 0;
  main.addEventListener("input", () => { touched = true; });

  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("change", (event) => {
      address.searchParams.set("after", event.lastEventId);
      due ||= setTimeout(news, 150);
    });
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // it comes again by itself
      source = null;
      setTimeout(listen, 60000);
    });
  };
  // Only the page in front listens: a browser has few connections to one host.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { source?.close(); source = null; } else listen();
  });
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", listen);
  listen();

  async function news() {
    due = 0;
    const fresh = touched ? null : await fetched();
    if (!fresh || touched) return offer();
    const now = bare(fresh);
    if (now === shown) return;
    swap(fresh);
    shown = now;
    words.textContent = "This page was brought up to date.";
  }

  function offer() {
    const reload = document.createElement("button");
    reload.type = "button";
    reload.className = "plain";
    reload.textContent = "Reload";
    reload.addEventListener("click", () => location.reload());
    const told = document.createElement("p");
    told.className = "notice warn";
    told.append("There is news: reload the page to see it. What you typed and did not send is lost then. ", reload);
    words.replaceChildren(told);
  }
}

// The page without what differs each time it is made.
function bare(node) {
  return node.innerHTML.replace(/name="command_id" value="[^"]*"/g, "");
}

async function fetched() {
  const here = new URL(location.href);
  here.searchParams.delete("said");
  try {
    const answer = await fetch(here, { headers: { Accept: "text/html", "Tally-By-Itself": "1" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  } catch {
    return null;
  }
}

// New content in the old place: focus, open details and the scroll stay where they were.
function swap(fresh) {
  const path = pathTo(document.activeElement);
  const open = [...main.querySelectorAll("details")].map((one) => one.open);
  const across = [...main.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
  main.replaceChildren(...fresh.childNodes);
  main.querySelectorAll("details").forEach((one, n) => { one.open = open[n] ?? one.open; });
  main.querySelectorAll(".scroll").forEach((one, n) => { one.scrollLeft = across[n] ?? 0; });
  at(path)?.focus({ preventScroll: true });
}

function pathTo(element) {
  if (!element || element === main || !main.contains(element)) return null;
  const path = [];
  for (let one = element; one !== main; one = one.parentElement) {
    path.unshift([...one.parentElement.children].indexOf(one));
  }
  return { id: element.id, tag: element.tagName, path };
}

function at(found) {
  if (!found) return null;
  const same = found.id ? document.getElementById(found.id) : null;
  const placed = found.path.reduce((one, n) => one?.children[n], main);
  return same ?? (placed?.tagName === found.tag ? placed : null);
}
