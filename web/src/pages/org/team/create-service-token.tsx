import { useState } from "react";
import { reason } from "../../../api/can";
import { type ApiError, asApiError } from "../../../api/error";
import { addTokenGrant, createServiceToken } from "../../../api/service-tokens";
import { useAct } from "../../../api/use-act";
import { errorOf, Form, FormActs, FormError, text } from "../../../parts/form";
import { bodyOf, EMPTY_GRANT, missing } from "../../../parts/grant/draft";
import { GrantFields } from "../../../parts/grant/fields";
import { LifeField } from "../../../parts/life-field";
import { Failure } from "../../../parts/loaded";
import { Minted } from "../../../parts/minted";
import { useHeld } from "../../../parts/place";
import { endOf } from "../../../parts/token-life";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Input } from "../../../ui/field";
import { Segmented } from "../../../ui/segmented";

const FIELDS = ["name", "expires_at"];
type Outcome = { secret: string; refused?: ApiError };

/** Makes a service token, gives it what was chosen, and shows its secret once. */
export function CreateServiceToken({ organization, onClose }: { organization: string; onClose: () => void }) {
  const held = useHeld(organization);
  const noGrants = reason(held, "service_token_grants.update");
  const [isGranting, setIsGranting] = useState(false);
  const [grant, setGrant] = useState(EMPTY_GRANT);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const act = useAct(
    async (data: FormData): Promise<Outcome> => {
      const { id, secret } = await createServiceToken(organization, {
        name: text(data, "name"),
        expires_at: endOf(text(data, "life")) ?? null,
      });
      if (!isGranting) return { secret };
      // The token is there and its secret must be seen, whatever becomes of the grant.
      return addTokenGrant(organization, id, bodyOf(grant)).then(
        () => ({ secret }),
        (error: unknown) => ({ secret, refused: asApiError(error) }),
      );
    },
    (output) => setOutcome(output),
  );
  if (outcome) {
    return (
      <Minted secret={outcome.secret} onClose={onClose}>
        {outcome.refused && (
          <>
            <p>The token was made, but it holds nothing: what you chose was refused.</p>
            <Failure error={outcome.refused} />
          </>
        )}
        {!isGranting && <p className="text-ink-2">It may do nothing yet. Grant it something on its page.</p>}
      </Minted>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title="Create service token">
      <Form onSubmit={act.run}>
        <DialogBody>
          <Field label="Name" hint="What uses it." error={errorOf(act.error, "name", FIELDS)}>
            {(field) => (
              <Input {...field} name="name" required maxLength={100} placeholder="Deploys from CI" autoFocus />
            )}
          </Field>
          <LifeField mayNever error={errorOf(act.error, "expires_at", FIELDS)} />
          <div>
            <p className="mb-1 font-medium">Grants</p>
            <Segmented
              label="Grants"
              value={isGranting ? "some" : "none"}
              onChange={(value) => setIsGranting(value === "some" && !noGrants)}
              options={[
                { value: "none", label: "Nothing yet" },
                { value: "some", label: "Grant something" },
              ]}
            />
            {noGrants && <p className="mt-1 text-cap text-ink-3">{noGrants}</p>}
          </div>
          {isGranting && (
            <GrantFields
              organization={organization}
              draft={grant}
              onChange={setGrant}
              noProduction={reason(held, "service_token_grants.create_production")}
            />
          )}
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="It belongs to the organization, not to you.">
          <FormActs
            act="Create service token"
            isBusy={act.isBusy}
            onCancel={onClose}
            reason={isGranting ? missing(grant) : undefined}
          />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
