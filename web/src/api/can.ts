/** Anything the server answers with says which actions the caller holds on it. */
export type Judged = { can: readonly string[] };

/** Whether the server named `action`. The browser judges nothing. */
export function can(judged: Judged | undefined, action: string): boolean {
  return judged?.can.includes(action) ?? false;
}

/** Why a control for `action` is off, or undefined when it is on. While nothing is known it is on: the server decides. */
export function reason(judged: Judged | undefined, action: string): string | undefined {
  if (!judged || can(judged, action)) return undefined;
  return `This needs the right “${say(action)}” (${action}), which you do not hold here. Ask an owner of the organization.`;
}

/** `projects.create` as people say it: `create projects`. */
export function say(action: string): string {
  const [noun = "", verb = ""] = action.split(".");
  return `${verb} ${noun}`.replaceAll("_", " ").trim();
}
