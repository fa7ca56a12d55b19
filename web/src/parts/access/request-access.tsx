import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Thing } from "../../api/access";
import { type AccessRequest, requestAccess } from "../../api/access-requests";
import { actions } from "../../api/roles";
import { useAct } from "../../api/use-act";
import { paths } from "../../paths";
import { Button } from "../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Field, Select, TextArea } from "../../ui/field";
import { sayTime } from "../../ui/time";
import { errorOf, Form, FormActs, FormError, text } from "../form";
import { useHeld } from "../place";
import type { Wish } from "./asking";
import { PickAction, title } from "./pick-action";
import { PickThing } from "./pick-thing";
import { DURATIONS, isExact, narrowTo, sayDuration, thingOf } from "./question";
import { useThingNames } from "./use-names";

const FIELDS = ["reason", "seconds"];

/** Asks whoever can give it for an action on a thing, for so long. */
export function RequestAccess({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  const { organization } = wish;
  const [action, setAction] = useState(wish.action);
  const [on, setOn] = useState<Thing>(wish.on);
  const known = useQuery(actions()).data ?? [];
  const target = known.find(({ name }) => name === action)?.target;
  const [made, setMade] = useState<AccessRequest | null>(null);
  const act = useAct(
    (data: FormData) =>
      requestAccess(organization, {
        action,
        ...thingOf(on),
        reason: text(data, "reason"),
        seconds: Number(text(data, "seconds")),
      }),
    setMade,
  );
  if (made) return <Asked organization={organization} request={made} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Request access"
      about="Whoever may give it sees the request, and approves or declines it. It ends by itself."
    >
      <Form onSubmit={(data) => action !== "" && act.run(data)}>
        <DialogBody>
          <Asks
            {...{ organization, action, on, target }}
            onAction={(next) => {
              act.clear();
              setAction(next.name);
              setOn(narrowTo(on, next.target));
            }}
            onThing={(next) => {
              act.clear();
              setOn(next);
            }}
          />
          <Field label="Reason" hint="What you need it for." error={errorOf(act.error, "reason", FIELDS)}>
            {(field) => (
              <TextArea
                {...field}
                name="reason"
                rows={2}
                required
                autoFocus={wish.action !== ""}
                className="font-sans!"
              />
            )}
          </Field>
          <Field label="For" hint="From the approval on." error={errorOf(act.error, "seconds", FIELDS)}>
            {(field) => (
              <Select {...field} name="seconds" defaultValue={String(DURATIONS[1])}>
                {DURATIONS.map((seconds) => (
                  <option key={seconds} value={seconds}>
                    {sayDuration(seconds)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note="It is in the audit log.">
          <FormActs
            act="Request access"
            isBusy={act.isBusy}
            onCancel={onClose}
            reason={action === "" ? "Choose an action first." : undefined}
          />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

type AsksProps = {
  organization: string;
  action: string;
  on: Thing;
  target: string | undefined;
  onAction: (action: { name: string; target: string }) => void;
  onThing: (thing: Thing) => void;
};

/** The action and the thing, each changed in place. */
function Asks({ organization, action, on, target, onAction, onThing }: AsksProps) {
  const [open, setOpen] = useState<"action" | "thing" | null>(action === "" ? "action" : null);
  const names = useThingNames(organization, on);
  const whole = useHeld(organization)?.name ?? "";
  const isWide = target !== undefined && !isExact(on, target);
  return (
    <div className="flex flex-col gap-2">
      <Line label="Action" onChange={() => setOpen(open === "action" ? null : "action")} isOpen={open === "action"}>
        {action === "" ? (
          <span className="text-ink-3">not chosen yet</span>
        ) : (
          <>
            <span className="font-medium">{title(action)}</span> <code className="text-ink-3">{action}</code>
          </>
        )}
      </Line>
      {open === "action" && (
        <PickAction
          autoFocus
          onPick={(next) => {
            setOpen(null);
            onAction(next);
          }}
        />
      )}
      <Line label="On" onChange={() => setOpen(open === "thing" ? null : "thing")} isOpen={open === "thing"}>
        <span className="font-medium">{names.join(" / ")}</span>
        {isWide && (
          <span className="block text-cap text-warn">
            That is every {target} {on.project ? "in it" : "of the organization"}. Change it to ask for one.
          </span>
        )}
      </Line>
      {open === "thing" && (
        <PickThing
          {...{ organization, target }}
          organizationName={whole}
          autoFocus
          onPick={(next) => {
            setOpen(null);
            onThing(next);
          }}
        />
      )}
    </div>
  );
}

function Line(props: { label: string; onChange: () => void; isOpen: boolean; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[64px_minmax(0,1fr)_auto] items-start gap-2">
      <span className="text-ink-3">{props.label}</span>
      <span className="min-w-0 [overflow-wrap:anywhere]">{props.children}</span>
      <Button
        size="small"
        aria-label={`Change: ${props.label}`}
        aria-expanded={props.isOpen}
        onClick={props.onChange}
        className="-my-0.5"
      >
        Change
      </Button>
    </div>
  );
}

/** What was asked, and who sees it. */
function Asked(props: { organization: string; request: AccessRequest; onClose: () => void }) {
  const { request } = props;
  return (
    <Dialog isOpen onClose={props.onClose} title="Access requested">
      <DialogBody>
        <p role="status">
          You asked for <b>{title(request.action)}</b> on <b>{request.path.map(({ name }) => name).join(" / ")}</b>, for{" "}
          {sayDuration(request.seconds)} from its approval on.
        </p>
        <p className="text-ink-2">
          {saySeers(request)} If nobody decides until {sayTime(request.expires_at)}, it ends.
        </p>
      </DialogBody>
      <DialogFoot
        note={
          <Link to={paths.requests(props.organization)} onClick={props.onClose} className="text-accent">
            See your requests
          </Link>
        }
      >
        <Button size="large" look="primary" onClick={props.onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

/** `Ana and 2 others see it and may decide.` */
export function saySeers({ deciders, deciders_total: total }: AccessRequest): string {
  if (total === 0) return "Nobody else may decide it at the moment: ask an owner.";
  const names = deciders.map(({ name }) => name);
  const rest = total - names.length;
  if (names.length === 0) {
    return total === 1 ? "The one member who may decide it sees it." : `The ${total} members who may decide it see it.`;
  }
  const last = rest > 0 ? `${rest} ${rest === 1 ? "other" : "others"}` : names.pop();
  const who = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
  return `${who} ${total === 1 ? "sees it and may" : "see it and may"} decide.`;
}
