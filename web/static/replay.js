// The page works without this module. With it the slider shows its moment at once: the page of that
// moment is fetched and put in place of the one shown, so that the slider keeps the focus.
const form = document.getElementById("replay-slide");
const slider = form?.querySelector("input[type=range]");
const output = document.getElementById("replay-at");
let under = null;

function address() {
  const parts = new URLSearchParams(new FormData(form));
  return `${location.pathname}?${parts}`;
}

async function show() {
  under?.abort();
  under = new AbortController();
  const where = address();
  try {
    const answer = await fetch(where, { signal: under.signal, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const moment = page.getElementById("moment");
    if (!answer.ok || !moment) return form.submit();
    document.getElementById("moment").replaceWith(document.adoptNode(moment));
    document.getElementById("f-at").value = page.getElementById("f-at").getAttribute("value");
    document.title = page.title;
    history.replaceState(null, "", where);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

slider?.addEventListener("input", () => { output.value = slider.value; });
slider?.addEventListener("change", show);
