/** Draws what an experiment says: ledger, figures, tables, notes. Figures are redrawn in place while rows arrive. */

import type { Claim, Figure, Table } from "../report/figure.ts";
import { ledgerTable } from "../report/format.ts";
import { mountFigure } from "./figure-view.ts";
import { tableElement } from "./table-view.ts";

export interface Results {
  readonly claims: readonly Claim[];
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
}

export interface ResultsView {
  show(results: Results): Promise<void>;
  clear(): void;
}

export function createResultsView(root: {
  ledger: HTMLElement;
  figures: HTMLElement;
  tables: HTMLElement;
  notes: HTMLElement;
  empty: HTMLElement;
}): ResultsView {
  const slots = new Map<string, HTMLElement>();
  return {
    async show({ claims, figures, tables, notes }) {
      root.empty.hidden = true;
      root.ledger.replaceChildren(...(claims.length > 0 ? [ledgerElement(claims)] : []));
      for (const figure of figures) {
        const slot = slots.get(figure.id) ?? createSlot(root.figures, figure);
        slots.set(figure.id, slot);
        await mountFigure(slot, figure);
      }
      root.tables.replaceChildren(...tables.map(tableElement));
      root.notes.replaceChildren(...notes.map((note) => paragraph(note)));
    },
    clear() {
      slots.clear();
      for (const part of [root.ledger, root.figures, root.tables, root.notes]) part.replaceChildren();
      root.empty.hidden = false;
    },
  };
}

function createSlot(parent: HTMLElement, figure: Figure): HTMLElement {
  const element = document.createElement("figure");
  element.id = `figure-${figure.id}`;
  const title = paragraph(figure.title, "figure-title");
  if (figure.paperFigure) {
    const origin = document.createElement("span");
    origin.className = "paper-figure";
    origin.textContent = `paper: ${figure.paperFigure}`;
    title.append(origin);
  }
  const body = document.createElement("div");
  body.className = "figure-body";
  const caption = document.createElement("figcaption");
  caption.textContent = figure.caption;
  element.append(title, body, caption);
  parent.append(element);
  return body;
}

function ledgerElement(claims: readonly Claim[]): HTMLElement {
  const table = tableElement(ledgerTable(claims));
  for (const row of table.querySelectorAll("tbody tr")) {
    const cell = row.lastElementChild;
    cell?.classList.add("verdict", `verdict-${cell.textContent?.replaceAll(" ", "-")}`);
  }
  return table;
}

function paragraph(text: string, className = ""): HTMLParagraphElement {
  const element = document.createElement("p");
  element.textContent = text;
  if (className) element.className = className;
  return element;
}
