import { type ComponentType, createContext } from "react";
import type { RecordBase } from "@/api/resource";

/** A tab that one part of the application puts on the page of another part's records. */
export interface ExtraTab {
  /** On the pages of which kind of record: `customers`. */
  on: string;
  /** Name in the address. */
  key: string;
  /** Catalogue key of its name. */
  label: string;
  Content: ComponentType<{ record: RecordBase }>;
}

/** The tabs that the frame brings to records' pages, for those the person may see. */
export const ExtraTabs = createContext<readonly ExtraTab[]>([]);
