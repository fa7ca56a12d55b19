import { useQuery } from "@tanstack/react-query";
import type { AccessFix, Consequences, Explanation } from "../../../api/access";
import { asApiError, sentence } from "../../../api/error";
import { applyFix, makesRole, simulateFix } from "../../../api/fixes";
import { useAct } from "../../../api/use-act";
import { title } from "../../../parts/access/pick-action";
import { sayThing } from "../../../parts/access/words";
import { errorOf, Form, FormActs, FormError, text } from "../../../parts/form";
import { Failure } from "../../../parts/loaded";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Input } from "../../../ui/field";
import { Note } from "../../../ui/note";
import { Prose } from "../../../ui/prose";
import { LoadingRows } from "../../../ui/table";
import { Consequence } from "./consequence";

const FIELDS = ["name"];

type Props = {
  fix: AccessFix;
  explanation: Explanation;
  /** Explains anew, as things are when the change is made. */
  again: () => Promise<Explanation>;
  onClose: () => void;
};

/** What a fix would give and take, before anything is done; then it can be applied. */
export function Preview({ fix, explanation, again, onClose }: Props) {
  const query = useQuery({
    queryKey: ["access", "simulate", fix.apply],
    queryFn: () => simulateFix(fix),
    retry: false,
  });
  const act = useAct((data: FormData) => applyFix(fix, text(data, "name"), again), onClose);
  const refused = fix.refused ?? query.data?.refused ?? null;
  const why = whyNot(fix, refused?.message);
  return (
    <Dialog isOpen onClose={onClose} title="Preview" about={<Prose text={sentence(fix.sentence)} />}>
      <Form onSubmit={(data) => why || act.run(data)}>
        <DialogBody>
          {query.isPending ? (
            <LoadingRows count={3} label="Looking at what it would do" />
          ) : (
            <Consequence consequences={query.data ?? givenBy(fix, explanation)} />
          )}
          {query.error && <Failure error={asApiError(query.error)} />}
          {makesRole(fix) && !why && (
            <Field
              label="Name of the new role"
              hint="The role is made, and given to them."
              error={errorOf(act.error, "name", FIELDS)}
            >
              {(field) => (
                <Input
                  {...field}
                  name="name"
                  required
                  defaultValue={`${title(explanation.action)} on ${sayThing(explanation.path)}`.slice(0, 60)}
                  autoFocus
                />
              )}
            </Field>
          )}
          {why && (
            <Note>
              <Prose text={why} />
            </Note>
          )}
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="Nothing is saved yet.">
          <FormActs act="Apply" isBusy={act.isBusy} onCancel={onClose} reason={why} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function whyNot(fix: AccessFix, refused: string | undefined): string | undefined {
  if (refused) return sentence(refused);
  if (fix.can_apply) return undefined;
  return "Nobody can do this from here: it is up to whoever holds the token or the grant.";
}

/** Where the server simulates no such change: what it says that the fix gives to whom it is for. */
function givenBy(fix: AccessFix, { principal }: Explanation): Consequences {
  const members = principal
    ? fix.gives.map(({ place, actions }) => ({
        member: principal,
        project: null,
        resource: place,
        gained: actions,
        lost: [],
      }))
    : [];
  return {
    gained: fix.extra,
    lost: 0,
    affected: principal ? 1 : 0,
    members,
    total: members.length,
    refused: null,
  };
}
