import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import type { Thing } from "../../api/access";
import { actions } from "../../api/roles";
import { usePlace } from "../place";
import { narrowTo } from "./question";

/** What access is asked for; an action that is empty is chosen in the dialog. */
export type Wish = { organization: string; action: string; on: Thing };

/** Opens the dialog in which access is asked for. */
export const AskingContext = createContext<(wish: Wish) => void>(() => undefined);

export function useAsk(): (wish: Wish) => void {
  return useContext(AskingContext);
}

/** What a control that is off stands for: its action, on what the address names. */
export function useWish(): (action: string) => Wish {
  const { organizationId = "", projectId, instanceId } = usePlace();
  const { database } = useParams({ strict: false });
  const known = useQuery({ ...actions(), enabled: organizationId !== "" }).data ?? [];
  return (action) => {
    const target = known.find(({ name }) => name === action)?.target;
    const here = { project: projectId, instance: instanceId, database };
    return { organization: organizationId, action, on: narrowTo(here, target) };
  };
}
