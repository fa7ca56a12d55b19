import { useQueryClient } from "@tanstack/react-query";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { deploy, discardDraft, draft, isSaved, saveDraft } from "../../../../api/policy";
import { type Act, useAct } from "../../../../api/use-act";

export type PolicyActs = { save: Act<undefined>; deploy: Act<undefined>; discard: Act<undefined> };

/** Save, deploy, discard. What is deployed is always what is on screen: unsaved text is saved first. */
export function usePolicyActs(props: {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  text: string;
  isDirty: boolean;
  reset: (text: string) => void;
}): PolicyActs {
  const { place, saved, text, isDirty } = props;
  const save = useAct((_: undefined) => saveDraft(place, saved.revision, text));
  const queries = useQueryClient();
  const put = useAct(async (_: undefined) => {
    if (!isDirty) return deploy(place, saved.revision);
    const latest = await saveDraft(place, saved.revision, text);
    // It is saved, whatever becomes of the deploy: the next try begins here.
    queries.setQueryData(draft(place).queryKey, latest);
    return deploy(place, latest.revision);
  });
  const discard = useAct(
    async (_: undefined) => {
      if (isSaved(saved)) await discardDraft(place, saved.revision);
    },
    () => props.reset(saved.source),
  );
  return { save, deploy: put, discard };
}
