import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../../api/can";
import type { InstancePlace } from "../../../../api/instances";
import { makeSigningKey, retireSigningKey, signingKeys } from "../../../../api/signing-keys";
import { useAct } from "../../../../api/use-act";
import { ConfirmDelete } from "../../../../parts/confirm-delete";
import { FormError } from "../../../../parts/form";
import { Loaded } from "../../../../parts/loaded";
import { Minted } from "../../../../parts/minted";
import { Button } from "../../../../ui/button";
import { Facts, Section } from "../../../../ui/page";
import { Time } from "../../../../ui/time";

/** The key by which whoever is called knows that a call of an action is this instance's. */
export function SigningKeys({ place }: { place: InstancePlace }) {
  const query = useQuery(signingKeys(place));
  const [isEnding, setEnding] = useState(false);
  const close = () => setEnding(false);
  const make = useAct(() => makeSigningKey(place));
  const end = useAct(() => retireSigningKey(place), close);
  return (
    <Loaded query={query}>
      {(keys) => (
        <Section
          title="Signing key"
          about="Actions that call an address sign what they send, as Standard Webhooks says. Whoever is called checks it with this key."
          act={
            <Button
              icon={KeyRound}
              denied={denial(keys, "policy.deploy")}
              reason={keys.previous ? "The one before still signs: end it first, or wait for its end." : undefined}
              isBusy={make.isBusy}
              onClick={() => make.run(undefined)}
            >
              {keys.newest ? "Make a new key" : "Make a key"}
            </Button>
          }
        >
          {keys.newest ? (
            <Facts
              facts={[
                ["In use", <Made key="newest" at={keys.newest.created_at} />],
                ...(keys.previous
                  ? [
                      [
                        "Before it",
                        <span key="previous" className="flex flex-wrap items-center gap-2">
                          <span>
                            <Made at={keys.previous.created_at} />, signs until <Time at={keys.previous.signs_until} />
                          </span>
                          <Button size="small" denied={denial(keys, "policy.deploy")} onClick={() => setEnding(true)}>
                            End it now
                          </Button>
                        </span>,
                      ] satisfies [string, unknown],
                    ]
                  : []),
              ]}
            />
          ) : (
            <p className="text-ink-2">No key was made yet, so no policy with a call can be deployed here.</p>
          )}
          <FormError error={make.error} onClear={make.clear} />
          <ConfirmDelete
            isOpen={isEnding}
            onClose={close}
            title="End the key before"
            button="End it now"
            act={{ ...end, run: () => end.run(undefined) }}
          >
            <p>Whoever still checks calls by it refuses them from now on.</p>
          </ConfirmDelete>
          {make.output && (
            <Minted what="signing key" secret={make.output.secret} onClose={make.clear}>
              {make.output.previous && (
                <p className="text-ink-2">
                  Calls are signed by both for 24 hours, so that whoever checks them can take this one over.
                </p>
              )}
            </Minted>
          )}
        </Section>
      )}
    </Loaded>
  );
}

function Made({ at }: { at: string }) {
  return (
    <>
      made <Time at={at} />
    </>
  );
}
