import { useState } from "react";
import type { Assigned } from "../../../api/members";
import { type Act, useAct } from "../../../api/use-act";
import { useSeen } from "../../../parts/use-seen";
import { assignedOf, type Grant, isSame, problem } from "./assigned";

type Chosen = {
  /** What is held, as the form was begun with it. */
  before: Assigned[];
  value: Assigned[];
  choose: (roles: Assigned[]) => void;
  /** Why it cannot be saved. */
  blocked: string | undefined;
  act: Act<undefined>;
  onNewest: () => void;
};

/** Roles of a member or a team while they are chosen; a save goes over what was seen and nothing later. */
export function useAssigned(
  held: { version: number; grants: readonly Grant[] },
  save: (version: number, roles: Assigned[]) => Promise<unknown>,
  onDone: () => void,
): Chosen {
  const { seen, onTyped, onNewest } = useSeen(held);
  const before = assignedOf(seen.grants);
  const [draft, setDraft] = useState<Assigned[] | null>(null);
  const value = draft ?? before;
  return {
    before,
    value,
    choose: (roles) => {
      onTyped();
      setDraft(roles);
    },
    blocked: isSame(value, before) ? "Nothing has changed." : problem(value),
    act: useAct((_: undefined) => save(seen.version, value), onDone),
    onNewest,
  };
}
