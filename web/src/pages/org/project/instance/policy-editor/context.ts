import { createContext, useContext } from "react";
import type { Model, Permission } from "./permission";
import type { Connection, Found } from "./tables";

/** What every part of the form works on: the document as it stands, and the way to change it. */
export type Work = {
  text: string;
  model: Model;
  permission: Permission;
  connections: readonly Connection[];
  /** Its table, where the database is known. */
  found: Found | undefined;
  isReadOnly: boolean;
  /** Takes the next document; undefined is an edit that cannot be made here, which is said. */
  edit: (next: string | undefined) => void;
  goTo: (line: number) => void;
};

export const WorkContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (!work) throw new Error("a part of the permission form stands outside of it");
  return work;
}
