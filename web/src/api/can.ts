import { sentence } from "./error";

/** Anything the server answers with says which actions the caller holds on it, and some things why not. */
export type Judged = { can: readonly string[]; cannot?: Readonly<Record<string, string>> | null };

/** Whether the server named `action`. The browser judges nothing. */
export function can(judged: Judged | undefined, action: string): boolean {
  return judged?.can.includes(action) ?? false;
}

/** Why a control for `action` is off, or undefined when it is on. While nothing is known it is on: the server decides. */
export function reason(judged: Judged | undefined, action: string): string | undefined {
  if (!judged || can(judged, action)) return undefined;
  const why = judged.cannot?.[action];
  if (why) return sentence(why);
  return `This needs the right “${say(action)}” (${action}), which you do not hold here. Ask an owner of the organization.`;
}

/** `projects.create` as people say it: `create projects`. */
export function say(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${verb} ${noun}`.replaceAll("_", " ").trim();
}
