import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { simulate } from "../../../api/access";
import { can } from "../../../api/can";
import type { Body } from "../../../api/nouns";
import { useHeld } from "../../../parts/place";
import { useSettled } from "../../../parts/use-settled";
import { Consequence } from "../access/consequence";

/**
 * What a change would give and take, before it is saved: asked a moment after the last choice. Nothing where nothing has
 * changed, and for whoever may not look ahead (`access.explain`).
 */
export function WouldDo(props: { organization: string; change: Body<"AccessSimulation">["change"] | null }) {
  const { organization, change } = props;
  const held = useHeld(organization);
  const settled = useSettled(JSON.stringify(change));
  const query = useQuery({
    queryKey: ["organization", organization, "simulate", settled],
    queryFn: () => simulate(organization, JSON.parse(settled)),
    enabled: settled !== "null" && can(held, "access.explain"),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return change && query.data ? <Consequence consequences={query.data} /> : null;
}
