import { type Member, setMemberState } from "../../../api/members";
import { useAct } from "../../../api/use-act";
import { Form, FormActs, FormError } from "../../../parts/form";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { WouldDo } from "./would-do";

/** Takes everything a member may do away for a while, or gives it back. */
export function MemberState({ organization, of, onClose }: { organization: string; of: Member; onClose: () => void }) {
  const isSuspended = of.state === "suspended";
  const act = useAct(
    () => setMemberState(organization, of.id, of.version, isSuspended ? "active" : "suspended"),
    onClose,
  );
  const title = isSuspended ? "Resume member" : "Suspend member";
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <Form onSubmit={() => act.run(undefined)}>
        <DialogBody>
          <p className="text-ink-2">
            <b className="text-ink">{of.display_name}</b>{" "}
            {isSuspended
              ? "holds again, at once, every role and team that was kept for them."
              : "may do nothing here from now on, by the dashboard or by any token. Roles and teams are kept until they are resumed."}
          </p>
          <WouldDo
            organization={organization}
            change={{ set_member_state: { member: of.id, state: isSuspended ? "active" : "suspended" } }}
          />
          <FormError error={act.error} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note={isSuspended ? undefined : "It can be taken back."}>
          <FormActs act={title} isDanger={!isSuspended} isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
