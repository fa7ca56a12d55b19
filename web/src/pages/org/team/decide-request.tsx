import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { simulate } from "../../../api/access";
import { type AccessRequest, approveRequest, declineRequest } from "../../../api/access-requests";
import { reason } from "../../../api/can";
import { asApiError, sentence } from "../../../api/error";
import { everyRole } from "../../../api/members";
import { useAct } from "../../../api/use-act";
import { title } from "../../../parts/access/pick-action";
import { DURATIONS, sayDuration } from "../../../parts/access/question";
import { errorOf, Form, FormError } from "../../../parts/form";
import { Failure } from "../../../parts/loaded";
import { Button } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Field, Input, Select } from "../../../ui/field";
import { Note } from "../../../ui/note";
import { Prose } from "../../../ui/prose";
import { Segmented } from "../../../ui/segmented";
import { LoadingRows } from "../../../ui/table";
import { sayMoment } from "../../../ui/time";
import { Consequence } from "../access/consequence";
import { sayPath } from "./requests";

const FIELDS = ["role", "seconds", "answer"];

type Props = { organization: string; request: AccessRequest; onClose: () => void };

/** Approves or declines, after saying what an approval gives, to whom, and until when. */
export function DecideRequest({ organization, request, onClose }: Props) {
  const [how, setHow] = useState<"exactly" | "role">("exactly");
  const [role, setRole] = useState("");
  const [seconds, setSeconds] = useState(request.seconds);
  const [answer, setAnswer] = useState("");
  const given = how === "role" ? role : undefined;
  const isChosen = how === "exactly" || role !== "";
  const effect = useQuery({
    queryKey: ["organization", organization, "access", "simulate", request.id, given],
    queryFn: () => simulate(organization, { approve_request: { request: request.id, role: given ?? null } }),
    enabled: isChosen,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const approve = useAct(
    () => approveRequest(organization, request.id, { role: given ?? null, seconds, answer: answer.trim() || null }),
    onClose,
  );
  const decline = useAct(() => declineRequest(organization, request.id, { answer: answer.trim() || null }), onClose);
  const refused = isChosen ? effect.data?.refused : null;
  const failed = isChosen && effect.error ? asApiError(effect.error) : null;
  const blocked = !isChosen
    ? "Choose a role first."
    : refused
      ? sentence(refused.message)
      : failed?.status === 422
        ? sentence(failed.message)
        : undefined;
  const error = approve.error ?? decline.error;
  const clear = () => {
    approve.clear();
    decline.clear();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Decide"
      about={
        <>
          <b className="text-ink">{request.asker.name}</b> asks to {request.description} on{" "}
          <b className="text-ink">{sayPath(request)}</b>, for {sayDuration(request.seconds)}: “{request.reason}”
        </>
      }
    >
      <Form onSubmit={() => blocked || approve.run(undefined)}>
        <DialogBody>
          <div>
            <p className="mb-1 font-medium">Approved, it gives</p>
            <Segmented
              label="What it gives"
              value={how}
              onChange={setHow}
              options={[
                { value: "exactly", label: `Exactly “${title(request.action)}”` },
                { value: "role", label: "A role" },
              ]}
            />
          </div>
          {how === "role" && (
            <ChooseRole
              {...{ organization, request, role }}
              error={errorOf(error, "role", FIELDS)}
              onChange={(next) => {
                clear();
                setRole(next);
              }}
            />
          )}
          {isChosen &&
            (effect.data ? (
              <Consequence consequences={effect.data} />
            ) : failed ? (
              failed.status === 422 ? null : (
                <Failure error={failed} />
              )
            ) : (
              <LoadingRows count={2} label="Looking at what it would give" />
            ))}
          <div className="grid grid-cols-2 items-start gap-3 max-m:grid-cols-1">
            <Field
              label="For"
              hint={`Until ${sayMoment(Date.now() + seconds * 1000)}, if it is approved now.`}
              error={errorOf(error, "seconds", FIELDS)}
            >
              {(field) => (
                <Select {...field} value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
                  {[...new Set([...DURATIONS, request.seconds])]
                    .sort((one, other) => one - other)
                    .map((each) => (
                      <option key={each} value={each}>
                        {sayDuration(each)}
                        {each === request.seconds ? ", as asked" : ""}
                      </option>
                    ))}
                </Select>
              )}
            </Field>
            <Field
              label="Answer"
              hint="A word to who asked; may be left empty."
              error={errorOf(error, "answer", FIELDS)}
            >
              {(field) => (
                <Input {...field} value={answer} onChange={(event) => setAnswer(event.target.value)} maxLength={500} />
              )}
            </Field>
          </div>
          {blocked && isChosen && (
            <Note kind="warn">
              <Prose text={blocked} />
            </Note>
          )}
          <FormError error={error} names={FIELDS} onClear={clear} />
        </DialogBody>
        <DialogFoot note="Both are in the audit log.">
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" look="danger" isBusy={decline.isBusy} onClick={() => decline.run(undefined)}>
            Decline
          </Button>
          <Button type="submit" size="large" look="primary" isBusy={approve.isBusy} reason={blocked}>
            Approve
          </Button>
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

type ChooseProps = {
  organization: string;
  request: AccessRequest;
  role: string;
  error: string | null;
  onChange: (role: string) => void;
};

/** The roles that hold the action. One that the caller may not give stays in the list. */
function ChooseRole({ organization, request, role, error, onChange }: ChooseProps) {
  const roles = (useQuery(everyRole(organization)).data ?? []).filter(({ actions }) =>
    actions.includes(request.action),
  );
  return (
    <Field label="Role" hint="At the narrowest place that does, and until then." error={error}>
      {(field) => (
        <Select {...field} value={role} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose a role</option>
          {roles.map((each) => {
            const denied = reason(each, "members.update");
            return (
              <option key={each.id} value={each.id} disabled={Boolean(denied)}>
                {each.name}
                {denied ? " (you may not give it)" : ""}
              </option>
            );
          })}
        </Select>
      )}
    </Field>
  );
}
