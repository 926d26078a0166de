// Passkeys. A form with data-passkey asks the server for a challenge and the device for an answer to it, puts the
// answer into hidden fields and sends itself as any other form does.
"use strict";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function forBrowser(options) {
  const made = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: toBytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) made[list] = options[list].map((one) => ({ ...one, id: toBytes(one.id) }));
  }
  return made;
}

function forServer(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: toText(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = toText(answer[name]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

function field(form, name, value) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  form.append(input);
}

async function perform(form) {
  const asked = await fetch(form.dataset.begin, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!asked.ok) throw new Error((await asked.json()).code);
  const { ceremony, publicKey } = await asked.json();
  const options = { publicKey: forBrowser(publicKey) };
  const credential = await (form.dataset.passkey === "create"
    ? navigator.credentials.create(options)
    : navigator.credentials.get(options));
  field(form, "ceremony", ceremony);
  field(form, "credential", forServer(credential));
  // No later than here: the password has proved who asks and need not be sent again.
  for (const input of form.querySelectorAll("[type=password]")) input.disabled = true;
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = form.querySelector("[role=alert]");
    said.hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    perform(form).catch((error) => {
      said.textContent = error.message === "not-proven" ? form.dataset.unproven : form.dataset.failed;
      said.hidden = false;
      button.disabled = false;
      button.focus();
    });
  });
}
