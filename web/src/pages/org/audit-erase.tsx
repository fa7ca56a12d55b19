import { eraseFromAudit } from "../../api/organizations";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";

/** Takes a person's name out of the log; the entries stay, and the chain holds. */
export function ErasePerson(props: { organization: string; account: string; name: string; onClose: () => void }) {
  const act = useAct<void, void>(() => eraseFromAudit(props.organization, props.account), props.onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={props.onClose}
      title="Erase a person from the log"
      name={props.name}
      button="Erase person"
      act={act}
    >
      <p>
        Names, addresses and personal details of <b className="text-ink">{props.name}</b> go, wherever they acted and
        wherever something was done to them. The entries stay, with ids instead, and the log still verifies.
      </p>
      <p>What was exported before is not reached.</p>
    </ConfirmDelete>
  );
}
