import { CircleAlert, Rocket } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../../api/can";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { isSaved } from "../../../../api/policy";
import { FormError } from "../../../../parts/form";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { Dialog, DialogBody } from "../../../../ui/dialog";
import { Diff } from "../../../../ui/editor/diff";
import { DraftBar } from "../../../../ui/page";
import { Time } from "../../../../ui/time";
import { PolicyChanges } from "./policy-changes";
import type { PolicyActs } from "./use-policy-acts";
import type { Validation } from "./use-validation";

/** Left what changed; right what blocks it, then Discard, View diff, Validate, Save draft, Deploy. */
export function PolicyBar(props: {
  place: InstancePlace;
  saved: Body<"PolicyDraft">;
  current: Body<"Policy">;
  text: string;
  isDirty: boolean;
  acts: PolicyActs;
  /** Takes the newest draft for seen, after a conflict. */
  onNewest: () => void;
  validation: Validation;
  onGoTo: (line: number, column: number) => void;
}) {
  const { place, saved, current, text, isDirty, acts, validation } = props;
  const [isDiffOpen, setIsDiffOpen] = useState(false);
  const deployed = current.deployed?.source ?? "";
  const isChanged = text !== deployed && (isDirty || isSaved(saved));
  const found = validation.problems.filter((problem) => problem.level === "error");
  const errors = found.length;
  const mayNot = denial(saved, "policy.deploy");
  // Who deploys a policy decides who reads which rows, so it needs the right to read them.
  const mayNotDeploy = mayNot ?? denial(saved, "data.view");
  const nothing = isChanged ? undefined : "Nothing has changed.";
  const blocked = errors > 0 ? (errors === 1 ? "1 error stops the deploy" : `${errors} errors stop the deploy`) : null;
  const error = acts.deploy.error ?? acts.save.error ?? acts.discard.error;
  const clear = () => {
    acts.deploy.clear();
    acts.save.clear();
    acts.discard.clear();
  };
  return (
    <>
      {error && (
        <div className="border-t border-line px-(--gutter) py-3">
          <FormError error={error} onClear={clear} onNewest={props.onNewest} />
        </div>
      )}
      <DraftBar
        acts={
          <>
            {blocked && (
              <button
                type="button"
                onClick={() => found[0] && props.onGoTo(found[0].line, found[0].column)}
                className="flex min-h-(--ctl) items-center gap-1.5 text-start text-loss hover:underline max-m:w-full max-m:flex-none!"
              >
                <CircleAlert size={16} strokeWidth={1.75} aria-hidden />
                {blocked}
              </button>
            )}
            <Button
              look="ghost"
              denied={mayNot}
              reason={nothing}
              isBusy={acts.discard.isBusy}
              onClick={() => acts.discard.run(undefined)}
            >
              Discard
            </Button>
            <Button reason={nothing} onClick={() => setIsDiffOpen(true)}>
              View diff
            </Button>
            <Button onClick={validation.again}>Validate</Button>
            <Button
              denied={mayNot}
              reason={isDirty ? undefined : "The draft is saved."}
              isBusy={acts.save.isBusy}
              onClick={() => acts.save.run(undefined)}
            >
              Save draft
            </Button>
            <Button
              look="primary"
              icon={Rocket}
              denied={mayNotDeploy}
              reason={nothing ?? (blocked ? `${blocked}.` : undefined)}
              isBusy={acts.deploy.isBusy}
              onClick={() => acts.deploy.run(undefined)}
            >
              Deploy
            </Button>
          </>
        }
      >
        {isChanged ? (
          <>
            <Badge tone="warn">Draft</Badge>
            <span className="text-ink-2">
              {current.deployed ? `changes to v${current.deployed.version}, ` : ""}
              {isDirty ? (
                "not saved"
              ) : (
                <>
                  saved <Time at={saved.updated_at} />
                </>
              )}
            </span>
          </>
        ) : (
          <span className="text-ink-2">
            {current.deployed ? `v${current.deployed.version} is in force.` : "Nothing is in force yet."}
          </span>
        )}
      </DraftBar>
      {isDiffOpen && (
        <Dialog
          isOpen
          onClose={() => setIsDiffOpen(false)}
          isWide
          title="View diff"
          about={`The draft against ${current.deployed ? `v${current.deployed.version}` : "nothing"}.`}
        >
          <DialogBody>
            <PolicyChanges place={place} text={text} />
            <Diff label="Changes" before={deployed} after={text} />
          </DialogBody>
        </Dialog>
      )}
    </>
  );
}
