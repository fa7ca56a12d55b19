import { useMemo } from "react";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { Button } from "../../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { Note } from "../../../../ui/note";
import { PolicyImpact } from "./policy-impact";
import { withoutRole } from "./policy-role-removal";
import type { Rule } from "./policy-roles";
import { RuleLine } from "./policy-rule-list";

/** Takes a role off everything that names it, in the draft, after showing what its users lose. */
export function DeleteRole(props: {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  role: string;
  users: number | undefined;
  source: string;
  onDelete: (source: string) => void;
  onClose: () => void;
}) {
  const { role, users } = props;
  const removal = useMemo(() => withoutRole(props.source, role), [props.source, role]);
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title="Delete role"
      about={
        <>
          Takes <code className="text-ink">{role}</code> off everything that names it, in the draft.
          {users !== undefined && users > 0 && ` ${users === 1 ? "1 user was" : `${users} users were`} seen with it.`}
        </>
      }
    >
      <DialogBody>
        {removal ? (
          <>
            <Loss title="Its users lose, unless another of their roles has it" rules={removal.kept} />
            <Loss title="These are for this role alone, so they go altogether" rules={removal.gone} />
          </>
        ) : (
          <Note kind="loss">The document cannot be changed while it has errors. Mend them first.</Note>
        )}
      </DialogBody>
      {removal && <PolicyImpact place={props.place} saved={props.saved} text={removal.source} isValid />}
      <DialogFoot note="Nobody loses anything until the draft is deployed. Tests that ask as this role stay.">
        <Button size="large" onClick={props.onClose}>
          Cancel
        </Button>
        <Button
          size="large"
          look="danger-fill"
          reason={removal ? undefined : "The document has errors."}
          onClick={() => removal && props.onDelete(removal.source)}
        >
          Delete role
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function Loss({ title, rules }: { title: string; rules: Rule[] }) {
  if (rules.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="font-medium">{title}</h3>
      <ul className="pt-1">
        {rules.map((rule) => (
          <li
            key={`${rule.kind}${rule.slug}`}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 py-1"
          >
            <RuleLine rule={rule} />
          </li>
        ))}
      </ul>
    </section>
  );
}
