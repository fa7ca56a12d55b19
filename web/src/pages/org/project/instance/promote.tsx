import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asApiError } from "../../../../api/error";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { promote, promotionPreview } from "../../../../api/promotions";
import { useAct } from "../../../../api/use-act";
import { Failure } from "../../../../parts/loaded";
import { useAllInstances } from "../../../../parts/use-all-instances";
import { paths } from "../../../../paths";
import { Button, buttonClass } from "../../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { CheckRow, Field, Select } from "../../../../ui/field";
import { Note } from "../../../../ui/note";
import { Segmented } from "../../../../ui/segmented";
import { LoadingRows } from "../../../../ui/table";
import { DifferenceList } from "./policy-changes";

type Promotion = Body<"PolicyPromotion">;
type Way = "to" | "from";
/** An instance with the names that people know it by. */
type Named = { place: InstancePlace; name: string; isProduction: boolean };

type Props = {
  place: InstancePlace;
  held: Body<"Instance">;
  /** What was typed here is not saved. */
  isDirty: boolean;
  onClose: () => void;
};

/** Takes a policy, client auth or both from one instance to another: what changes there is shown first, and only that is done. */
export function PromoteDialog({ place, held, isDirty, onClose }: Props) {
  const [way, setWay] = useState<Way>("to");
  const [other, setOther] = useState("");
  const [takesPolicy, setTakesPolicy] = useState(true);
  const [takesClientAuth, setTakesClientAuth] = useState(false);
  const [done, setDone] = useState<Promotion | null>(null);
  const projects = useAllInstances(place.organization);
  const here: Named = { place, name: held.name, isProduction: held.production };
  const all = projects.flatMap(({ project, instances }) =>
    instances.map((each) => ({
      place: { organization: place.organization, project: project.id, instance: each.id },
      name: each.name,
      isProduction: each.production,
    })),
  );
  const there = all.find((each) => each.place.instance === other);
  const source = way === "to" ? here : there;
  const target = way === "to" ? there : here;
  if (done && target) return <Done target={target} promotion={done} isHere={way === "from"} onClose={onClose} />;
  const blocked = !isDirty
    ? undefined
    : way === "from"
      ? "What you typed is not saved: save or discard it first."
      : "What you typed is not saved, so it is not taken along: save it first.";
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isWide
      title="Promote"
      about="Takes the draft, or what is in force where there is none, over as the draft of another instance."
    >
      <DialogBody>
        <Segmented
          label="Which way"
          value={way}
          onChange={setWay}
          options={[
            { value: "to", label: `From ${held.name}` },
            { value: "from", label: `To ${held.name}` },
          ]}
        />
        <Field label={way === "to" ? "To instance" : "From instance"}>
          {(parts) => (
            <Select {...parts} value={other} onChange={(event) => setOther(event.target.value)}>
              <option value="">Choose an instance</option>
              {projects.map(({ project, instances }) => (
                <optgroup key={project.id} label={project.name}>
                  {instances
                    .filter((each) => each.id !== place.instance)
                    .map((each) => (
                      <option key={each.id} value={each.id}>
                        {each.name}
                        {each.production && " (production)"}
                      </option>
                    ))}
                </optgroup>
              ))}
            </Select>
          )}
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">What</legend>
          <CheckRow
            label="Policy"
            hint="Becomes the draft there; to deploy it is another act."
            checked={takesPolicy}
            onChange={(event) => setTakesPolicy(event.target.checked)}
          />
          <CheckRow
            label="Client auth"
            hint="In force there at once. Shared secrets stay where they are, and a production instance gets no development tokens."
            checked={takesClientAuth}
            onChange={(event) => setTakesClientAuth(event.target.checked)}
          />
        </fieldset>
        {blocked && <Note kind="warn">{blocked}</Note>}
      </DialogBody>
      {source && target && (takesPolicy || takesClientAuth) ? (
        <Preview
          key={`${source.place.instance} ${target.place.instance} ${takesPolicy} ${takesClientAuth}`}
          source={source}
          target={target}
          policy={takesPolicy}
          clientAuth={takesClientAuth}
          blocked={blocked}
          onClose={onClose}
          onDone={setDone}
        />
      ) : (
        <DialogFoot note={takesPolicy || takesClientAuth ? undefined : "Choose what to take over."}>
          <Button size="large" onClick={onClose}>
            Cancel
          </Button>
          <Button size="large" look="primary" reason="Choose an instance and what to take over first.">
            Promote
          </Button>
        </DialogFoot>
      )}
    </Dialog>
  );
}

function Preview(props: {
  source: Named;
  target: Named;
  policy: boolean;
  clientAuth: boolean;
  blocked: string | undefined;
  onClose: () => void;
  onDone: (promotion: Promotion) => void;
}) {
  const { source, target } = props;
  const what = { from: source.place.instance, policy: props.policy, client_auth: props.clientAuth };
  const query = useQuery(promotionPreview(target.place, what));
  const act = useAct(
    (basis: Promotion["basis"]) => promote(target.place, { ...what, basis }),
    (promotion) => props.onDone(promotion),
  );
  const shown = query.data;
  const isOld = act.error?.code === "preview_outdated";
  const again = () => {
    act.clear();
    void query.refetch();
  };
  // A policy that permits the same may still have other words and comments.
  const isSame = shown && !shown.policy && shown.client_auth?.length === 0;
  return (
    <>
      <section aria-label="What changes" className="flex flex-col gap-3 border-t border-line px-5 py-4">
        <h3 className="font-strong">
          What changes in {target.name}
          {target.isProduction && <span className="font-normal text-ink-2"> (production)</span>}
        </h3>
        {query.error ? (
          <Failure error={asApiError(query.error)} />
        ) : shown ? (
          <>
            {shown.policy && <DifferenceList difference={shown.policy} same="Its draft permits the same already." />}
            {shown.client_auth && <Settings settings={shown.client_auth} />}
          </>
        ) : (
          <LoadingRows count={2} />
        )}
        {act.error && <Failure error={act.error} {...(isOld ? { retry: again } : {})} />}
      </section>
      <DialogFoot note={props.policy ? `The draft of ${target.name} is replaced.` : undefined}>
        <Button size="large" onClick={props.onClose}>
          Cancel
        </Button>
        <Button
          size="large"
          look="primary"
          isBusy={act.isBusy || query.isFetching}
          reason={
            props.blocked ??
            (query.error
              ? "It cannot be taken over; see above."
              : isOld
                ? "Look at what it would change now first."
                : isSame
                  ? "Nothing would change."
                  : undefined)
          }
          onClick={() => shown && act.run(shown.basis)}
        >
          Promote to {target.name}
        </Button>
      </DialogFoot>
    </>
  );
}

function Settings({ settings }: { settings: NonNullable<Promotion["client_auth"]> }) {
  if (settings.length === 0) return <p className="text-ink-2">The client auth is the same already.</p>;
  return (
    <div>
      <h4 className="pb-1 font-medium">Client auth</h4>
      <ul aria-label="Changes of the client auth" className="flex flex-col gap-1.5">
        {settings.map((setting) => (
          <li key={setting.field} className="[overflow-wrap:anywhere]">
            <span className="font-medium">{setting.field.replaceAll("_", " ")}</span>
            <span className="text-ink-2">
              {" "}
              from <Value value={setting.before} /> to <Value value={setting.after} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Value({ value }: { value: unknown }) {
  const isNothing = value === null || (Array.isArray(value) && value.length === 0);
  return isNothing ? <span>none</span> : <code className="text-ink">{JSON.stringify(value)}</code>;
}

function Done(props: { target: Named; promotion: Promotion; isHere: boolean; onClose: () => void }) {
  const { organization, project, instance } = props.target.place;
  return (
    <Dialog isOpen onClose={props.onClose} title={`Promoted to ${props.target.name}`}>
      <DialogBody>
        {props.promotion.policy && (
          <p>It is the draft of {props.target.name} now. Nobody sees more or less by it until it is deployed there.</p>
        )}
        {props.promotion.client_auth && <p>The client auth is in force there.</p>}
      </DialogBody>
      <DialogFoot>
        {!props.isHere && (
          <Link
            to={paths.instance(organization, project, instance, "permissions")}
            className={buttonClass("outline", "large")}
            onClick={props.onClose}
          >
            Open {props.target.name}
          </Link>
        )}
        <Button size="large" look="primary" onClick={props.onClose}>
          Done
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
