import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { queryClient } from "../../../api/client";
import { asApiError } from "../../../api/error";
import { leaveOrganization, type Member, member, removeMember } from "../../../api/members";
import { useAct } from "../../../api/use-act";
import { ConfirmDelete } from "../../../parts/confirm-delete";
import { usePlace } from "../../../parts/place";
import { paths } from "../../../paths";
import { Holdings } from "./holdings";
import { useTokensOfMember } from "./tokens-of-member";

type Props = { organization: string; of: Member; onClose: () => void; onDone?: () => void };

/** Takes a member out of the organization, after saying what they lose. */
export function RemoveMember({ organization, of, onClose, onDone }: Props) {
  const held = useQuery(member(organization, of.id)).data;
  const tokens = useTokensOfMember();
  const act = useAct(
    async () => {
      const version = held?.version ?? of.version;
      const failure = await failureOf(removeMember(organization, of.id, version, tokens.choice));
      if (failure) tokens.ask(failure);
      return !failure;
    },
    (isDone) => {
      if (!isDone) return;
      onDone?.();
      onClose();
    },
  );
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Remove member"
      button="Remove member"
      note="They can be invited again."
      reason={tokens.reason}
      act={act}
    >
      <p>
        <b className="text-ink">{of.display_name}</b> ({of.email}) loses at once:
      </p>
      {held && <Holdings held={held} />}
      <p>Their account stays, and their personal tokens for this organization alone end.</p>
      {tokens.field}
    </ConfirmDelete>
  );
}

/** Ends one's own membership. */
export function LeaveOrganization({ organization, of, onClose }: Props) {
  const navigate = useNavigate();
  const { organizationName = "this organization" } = usePlace();
  const held = useQuery(member(organization, of.id)).data;
  const tokens = useTokensOfMember();
  const act = useAct(
    async () => {
      const failure = await failureOf(leaveOrganization(organization, tokens.choice));
      if (failure) tokens.ask(failure);
      return !failure;
    },
    async (isDone) => {
      if (!isDone) return;
      queryClient.clear();
      await navigate({ to: paths.home() });
    },
  );
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title={`Leave ${organizationName}`}
      button="Leave organization"
      note="Only an invitation brings you back."
      reason={tokens.reason}
      act={act}
    >
      <p>You lose at once:</p>
      {held && <Holdings held={held} />}
      {tokens.field}
    </ConfirmDelete>
  );
}

async function failureOf(change: Promise<unknown>) {
  return change.then(() => null, asApiError);
}
