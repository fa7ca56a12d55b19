import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { compareMembers, copyMember, type Member } from "../../../api/members";
import { useAct } from "../../../api/use-act";
import { Form, FormActs, FormError } from "../../../parts/form";
import { Loaded } from "../../../parts/loaded";
import { PickMember } from "../../../parts/pick";
import { Avatar } from "../../../ui/avatar";
import { Button } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Prose } from "../../../ui/prose";

type Props = { organization: string; of: Member; onClose: () => void };

/** Gives a member what another one has, after saying what comes and what goes. */
export function CopyAccess({ organization, of, onClose }: Props) {
  const [from, setFrom] = useState<Member | null>(null);
  const act = useAct(() => copyMember(organization, of.id, of.version, from?.id ?? ""), onClose);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Copy access from …"
      about={`The roles, databases and teams of the chosen member replace those of ${of.display_name}.`}
    >
      <Form onSubmit={() => from && act.run(undefined)}>
        <DialogBody>
          {from ? (
            <>
              <div className="flex items-center gap-2">
                <Avatar name={from.display_name} />
                <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                  <span className="font-strong">{from.display_name}</span>{" "}
                  <span className="text-cap text-ink-3">{from.email}</span>
                </span>
                <Button
                  size="small"
                  onClick={() => {
                    act.clear();
                    setFrom(null);
                  }}
                >
                  Choose another
                </Button>
              </div>
              <Comparison organization={organization} of={of} from={from} />
            </>
          ) : (
            <PickMember
              organization={organization}
              autoFocus
              reason={({ id }) => (id === of.id ? "That is the member itself." : undefined)}
              onPick={setFrom}
            />
          )}
          <FormError error={act.error} onClear={act.clear} />
        </DialogBody>
        <DialogFoot>
          <FormActs
            act="Copy access"
            isBusy={act.isBusy}
            onCancel={onClose}
            reason={from ? undefined : "Choose a member first."}
          />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Comparison({ organization, of, from }: { organization: string; of: Member; from: Member }) {
  const query = useQuery(compareMembers(organization, of.id, from.id));
  return (
    <Loaded query={query}>
      {(compared) => {
        const gained = [...compared.roles_of_second, ...compared.teams_of_second].map(({ name }) => name);
        const lost = [...compared.roles_of_first, ...compared.teams_of_first].map(({ name }) => name);
        return (
          <div className="flex flex-col gap-1 text-ink-2">
            <Line word="Gains" names={gained} tone="text-gain" />
            <Line word="Loses" names={lost} tone="text-loss" />
            <p>
              {compared.total === 0
                ? "They may do the same things everywhere you can see."
                : `What the two may do differs in ${compared.total} ${compared.total === 1 ? "place" : "places"} that you can see.`}
            </p>
          </div>
        );
      }}
    </Loaded>
  );
}

function Line({ word, names, tone }: { word: string; names: string[]; tone: string }) {
  if (names.length === 0) return null;
  return (
    <p>
      <b className={tone}>{word}</b> <Prose text={names.join(", ")} />
    </p>
  );
}
