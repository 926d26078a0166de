// <gatepost-comments article="URL" [api="https://comments.example"] [lang="ar"] [words="URL"] [site-name="…"] [sso="JWT"]>
import { conversation } from "./conversation";
import css from "./style.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

class GatepostComments extends HTMLElement {
  static readonly observedAttributes = ["article", "api", "lang", "words", "site-name", "sso"];
  #root = this.attachShadow({ mode: "open" });
  #life = new AbortController();
  #due = false;
  #sso: string | null = null;

  constructor() {
    super();
    // A constructed sheet is allowed even where the page's policy forbids inline styles.
    this.#root.adoptedStyleSheets = [sheet];
    const early = Object.getOwnPropertyDescriptor(this, "sso"); // set before the script came
    delete (this as { sso?: string }).sso;
    if (early) this.#sso = early.value;
  }

  get sso(): string | null {
    return this.#sso ?? this.getAttribute("sso");
  }

  set sso(token: string | null) {
    this.#sso = token;
    this.attributeChangedCallback("sso");
  }

  connectedCallback() {
    this.attributeChangedCallback();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** Attributes come one by one; the widget starts once, after the last. Another token starts nothing anew. */
  attributeChangedCallback(name = "") {
    if (name === "sso") this.dispatchEvent(new Event("gatepost-sso"));
    if (this.#due || name === "sso") return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#life.abort();
      if (!this.isConnected) return;
      this.#life = new AbortController();
      void conversation(this, this.#root, this.#life.signal);
    });
  }
}

if (!customElements.get("gatepost-comments")) customElements.define("gatepost-comments", GatepostComments);
