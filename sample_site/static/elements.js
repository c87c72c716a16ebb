// <rating-stars> and <review-card>: the second has the first inside its shadow root.

const starStyle = new CSSStyleSheet();
starStyle.replaceSync(`
  :host { display: inline-flex; align-items: center; gap: 8px; font-size: 14px; color: #5b6b74; }
  button { all: unset; font-size: 20px; line-height: 1; color: #d5cfc3; padding: 0 1px; }
  button.full { color: #e0992f; }
  :host([editable]) button { cursor: pointer; font-size: 28px; }
  :host([editable]) button:focus-visible { outline: 2px solid #8cc3d0; }
`);
const cardStyle = new CSSStyleSheet();
cardStyle.replaceSync(`
  :host { display: block; background: #fff; border: 1px solid #e2ddd3; border-radius: 12px; padding: 18px; }
  header { display: flex; justify-content: space-between; font-weight: 600; margin-bottom: 8px; }
`);

function child(parent, tag, values = {}) {
  return parent.appendChild(Object.assign(document.createElement(tag), values));
}

class RatingStars extends HTMLElement {
  static observedAttributes = ["value"];

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [starStyle];
    const stars = child(root, "span", { className: "stars" });
    this.stars = [1, 2, 3, 4, 5].map((value) => {
      const star = child(stars, "button", { type: "button", textContent: "★" });
      star.setAttribute("aria-label", `${value} stars`);
      star.addEventListener("click", () => this.rate(value));
      return star;
    });
    child(root, "slot");
  }

  connectedCallback() {
    for (const star of this.stars) star.disabled = !this.hasAttribute("editable");
  }

  attributeChangedCallback() {
    const value = Number(this.getAttribute("value"));
    this.stars.forEach((star, at) => star.classList.toggle("full", at < value));
  }

  rate(value) {
    this.setAttribute("value", String(value));
    this.dispatchEvent(new CustomEvent("rate", { detail: value, bubbles: true }));
  }
}

class ReviewCard extends HTMLElement {
  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [cardStyle];
    const header = child(root, "header");
    child(header, "slot", { name: "author" });
    this.rating = child(header, "rating-stars");
    child(root, "slot");
  }

  connectedCallback() {
    this.rating.setAttribute("value", this.getAttribute("rating"));
  }
}

customElements.define("rating-stars", RatingStars);
customElements.define("review-card", ReviewCard);
