import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type ApiError, asApiError, sentence } from "../../../api/error";
import { areas, type Consequences, simulateRole } from "../../../api/roles";
import { useSettled } from "../../../parts/use-settled";
import { bodyOf, type Draft } from "./draft";

export type Effect = {
  /** The answer for the draft, or for the one before while the next is under way. */
  answer: Consequences | undefined;
  isPending: boolean;
  error: ApiError | null;
  /** Why it could not be saved as it is. */
  refused: Consequences["refused"];
  refusedAreas: ReadonlyMap<string, ReactNode>;
};

/** Asks the server, a moment after the last change, who would gain and lose what. Nothing is saved. */
export function useEffectOf(organization: string, role: string | undefined, draft: Draft, isAsked: boolean): Effect {
  const known = useQuery(areas()).data ?? [];
  const body = bodyOf(draft);
  // A role without a name yet sends none: what it would give is told all the same.
  const settled = useSettled(JSON.stringify({ ...body, name: body.name || undefined }));
  const isSomething = body.permissions.length > 0 || body.actions.length > 0;
  const query = useQuery({
    queryKey: ["organization", organization, "simulate", role ?? "new", settled],
    queryFn: () => simulateRole(organization, role, JSON.parse(settled)),
    enabled: isAsked && isSomething,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const answer = isSomething ? query.data : undefined;
  const refused = answer?.refused ?? null;
  const refusedAreas = new Map<string, ReactNode>();
  for (const area of known) {
    const level = draft.levels[area.area];
    const held = area.levels.find((each) => each.level === level)?.actions ?? [];
    if (refused?.action && held.includes(refused.action)) refusedAreas.set(area.area, sentence(refused.message));
  }
  return {
    answer,
    isPending: query.isFetching,
    error: query.error ? asApiError(query.error) : null,
    refused,
    refusedAreas,
  };
}
