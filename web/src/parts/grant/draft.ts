import type { NewTokenGrant } from "../../api/service-tokens";

/** A grant that is being written: what it gives, where, and until when. */
export type GrantDraft = {
  how: "preset" | "actions";
  preset: string;
  actions: readonly string[];
  where: "everything" | "project" | "database";
  project: string;
  /** One instance of the project; empty is the whole project. */
  instance: string;
  database: string;
  production: boolean;
  /** A day as a date field gives it; empty is as long as the token lasts. */
  until: string;
};

export const EMPTY_GRANT: GrantDraft = {
  how: "preset",
  preset: "",
  actions: [],
  where: "everything",
  project: "",
  instance: "",
  database: "",
  production: false,
  until: "",
};

/** What is still to be said before it can be sent. */
export function missing(draft: GrantDraft): string | undefined {
  if (draft.how === "preset" && draft.preset === "") return "Choose what it may do.";
  if (draft.how === "actions" && draft.actions.length === 0) return "Choose at least one action.";
  if (draft.where === "project" && draft.project === "") return "Choose a project.";
  if (draft.where === "database" && draft.database === "") return "Choose a database.";
  return undefined;
}

/** As the server reads it. A day counts to its end, where the person is. */
export function bodyOf(draft: GrantDraft): NewTokenGrant {
  return {
    ...(draft.how === "preset" ? { preset: draft.preset } : { actions: [...draft.actions] }),
    ...place(draft),
    production: draft.production,
    expires_at: draft.until === "" ? null : new Date(`${draft.until}T23:59:59`).toISOString(),
  };
}

function place(draft: GrantDraft): Partial<NewTokenGrant> {
  if (draft.where === "database") return { database: draft.database };
  if (draft.where === "everything") return {};
  return draft.instance === "" ? { project: draft.project } : { instance: draft.instance };
}

/** Whether an action, judged on things of `target`, is worth offering at the place of a draft. */
export function isOffered(target: string, draft: GrantDraft): boolean {
  if (draft.where === "everything") return true;
  if (draft.where === "database") return target === "database";
  return draft.instance === "" ? target !== "organization" : target === "instance";
}
