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

/** The same as a right that can be asked for; where the server itself says why not, there is nothing to ask for. */
export function denial(
  judged: Judged | undefined,
  action: string,
): { text: string; action: string } | string | undefined {
  const text = reason(judged, action);
  return text === undefined || judged?.cannot?.[action] ? text : { text, action };
}

/** `projects.create` as people say it: `create projects`. */
export function say(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${verb} ${noun}`.replaceAll("_", " ").trim();
}
