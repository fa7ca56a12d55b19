import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../../api/can";
import type { InstancePlace } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { rollback, version, versions } from "../../../../api/policy";
import { useAct } from "../../../../api/use-act";
import { Failure, Loaded, LoadMore } from "../../../../parts/loaded";
import { Badge } from "../../../../ui/badge";
import { Button } from "../../../../ui/button";
import { Snippet } from "../../../../ui/copy";
import { Dialog, DialogBody, DialogFoot } from "../../../../ui/dialog";
import { Time } from "../../../../ui/time";

type Props = { place: InstancePlace; saved: Body<"PolicyDraft">; onClose: () => void };

/** Everything that was ever in force; any of it can be again. */
export function PolicyHistory(props: Props) {
  const [shown, setShown] = useState<number | null>(null);
  if (shown !== null) return <OneVersion {...props} number={shown} onBack={() => setShown(null)} />;
  return <AllVersions {...props} onShow={setShown} />;
}

function AllVersions({ place, onClose, onShow }: Props & { onShow: (version: number) => void }) {
  const query = useInfiniteQuery(versions(place));
  return (
    <Dialog isOpen onClose={onClose} title="History">
      <DialogBody>
        <Loaded query={query}>
          {({ items, total }) => (
            <>
              {items.length === 0 && <p className="text-ink-2">Nothing was deployed yet.</p>}
              <ol className="-mx-2 max-h-[60dvh] overflow-auto">
                {items.map((each) => (
                  <li key={each.id}>
                    <button
                      type="button"
                      onClick={() => onShow(each.version)}
                      className="flex w-full flex-wrap items-center gap-x-2 rounded-2 px-2 py-1.5 text-start hover:bg-hover"
                    >
                      <span className="w-10 font-strong">v{each.version}</span>
                      <Time at={each.deployed_at} />
                      <span className="text-ink-2">{each.deployed_by && `by ${each.deployed_by}`}</span>
                      {each.rolled_back_to && <span className="text-ink-3">same as v{each.rolled_back_to}</span>}
                      {each.deployed && (
                        <span className="ml-auto">
                          <Badge tone="gain">in force</Badge>
                        </span>
                      )}
                    </button>
                  </li>
                ))}
              </ol>
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )}
        </Loaded>
      </DialogBody>
    </Dialog>
  );
}

function OneVersion({ place, saved, onClose, onBack, number }: Props & { number: number; onBack: () => void }) {
  const query = useQuery(version(place, number));
  const act = useAct((_: undefined) => rollback(place, number), onClose);
  const isInForce = query.data?.deployed ?? false;
  return (
    <Dialog isOpen onClose={onClose} title={`Version ${number}`} isWide>
      <DialogBody>
        <Loaded query={query}>
          {(found) => (
            <div className="max-h-[56dvh] overflow-auto">
              <Snippet text={found.source} label={`version ${number}`} />
            </div>
          )}
        </Loaded>
        {act.error && <Failure error={act.error} />}
      </DialogBody>
      <DialogFoot
        note={
          <Button size="large" look="ghost" icon={ChevronLeft} onClick={onBack}>
            All versions
          </Button>
        }
      >
        <Button
          size="large"
          look="primary"
          isBusy={act.isBusy}
          denied={denial(saved, "policy.deploy")}
          reason={isInForce ? "This version is in force." : undefined}
          onClick={() => act.run(undefined)}
        >
          Roll back to v{number}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
