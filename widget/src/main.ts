// <gatepost-comments article="URL" [api="https://comments.example"] [lang="ar"] [site-name="The Delav Post"]>
import { conversation } from "./conversation";
import css from "./style.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

class GatepostComments extends HTMLElement {
  static readonly observedAttributes = ["article", "api", "lang", "site-name"];
  #root = this.attachShadow({ mode: "open" });
  #life = new AbortController();
  #due = false;

  constructor() {
    super();
    // A constructed sheet is allowed even where the page's policy forbids inline styles.
    this.#root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.attributeChangedCallback();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /** Attributes come one by one; the widget starts once, after the last. */
  attributeChangedCallback() {
    if (this.#due) return;
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
