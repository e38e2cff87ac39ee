// Passkeys: enrolled on the account page, asked on the sign page. Without this module the pages
// offer the password instead.
const usable = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

async function asked(address, form) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.redirected || !answer.headers.get("content-type")?.includes("json")) {
    throw new Error("Your session has ended. Open the page again.");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.words ?? told.detail ?? "This was refused.");
  return told;
}

function wordsOf(error) {
  return error.name === "NotAllowedError" ? "The passkey was not used. Nothing was sent." : error.message;
}

async function sign(form) {
  const told = await asked(form.dataset.ceremony, form);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(told.options);
  const credential = await navigator.credentials.get({ publicKey });
  form.elements.command_id.value = told.command_id;
  form.elements.assertion.value = JSON.stringify(credential.toJSON());
  form.submit();
}

async function enrol(form) {
  const told = await asked(form.dataset.enrolment, form);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(told.options);
  const credential = await navigator.credentials.create({ publicKey });
  form.elements.answer.value = JSON.stringify(credential.toJSON());
  form.submit();
}

function wire(form, button, act) {
  button.addEventListener("click", async () => {
    const words = form.querySelector("[data-words]");
    words.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      await act(form);
    } catch (error) {
      words.textContent = wordsOf(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

if (usable) {
  for (const form of document.querySelectorAll("form[data-ceremony]")) {
    const offered = form.querySelector(".with-key");
    if (!offered) continue;
    offered.hidden = false;
    wire(form, offered.querySelector("[data-sign-with-passkey]"), sign);
  }
  for (const form of document.querySelectorAll("form[data-enrolment]")) {
    form.hidden = false;
    wire(form, form.querySelector("[data-enrol]"), enrol);
  }
  for (const none of document.querySelectorAll("[data-without-passkeys]")) none.hidden = true;
}
