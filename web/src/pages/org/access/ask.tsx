import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Lock } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Thing, Who } from "../../../api/access";
import { denial } from "../../../api/can";
import { actions } from "../../../api/roles";
import { PickAction, title } from "../../../parts/access/pick-action";
import { PickThing } from "../../../parts/access/pick-thing";
import { PickWho, WhoMark } from "../../../parts/access/pick-who";
import { narrowTo, type QuestionSearch, sayWho, thingOf, whoOf } from "../../../parts/access/question";
import { useThingNames, useWhoName } from "../../../parts/access/use-names";
import { useHeld } from "../../../parts/place";
import { classes } from "../../../ui/class";
import { Popover } from "../../../ui/popover";
import { Reason } from "../../../ui/reason";

type Props = {
  organization: string;
  asked: QuestionSearch;
  onChange: (asked: QuestionSearch) => void;
};

/** `Can … … on … ?`: a sentence whose words are chosen. */
export function AskWhy(props: Props) {
  return (
    <Sentence>
      <span>Can</span>
      <WhoWord {...props} />
      <ActionWord {...props} />
      <span>on</span>
      <ThingWord {...props} />
      <span className="max-m:hidden">?</span>
    </Sentence>
  );
}

/** `Who can … on … ?` */
export function AskWho(props: Props) {
  return (
    <Sentence>
      <span>Who can</span>
      <ActionWord {...props} />
      <span>on</span>
      <ThingWord {...props} />
      <span className="max-m:hidden">?</span>
    </Sentence>
  );
}

function Sentence({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2 px-(--gutter) pt-1 pb-5 text-pick">{children}</div>;
}

function WhoWord({ organization, asked, onChange }: Props) {
  const held = useHeld(organization);
  const who = whoOf(asked.who);
  const name = useWhoName(organization, who);
  const denied = denial(held, "access.explain");
  const label = name?.name ?? (who ? "Somebody" : "Who");
  const words = (
    <>
      {name && <WhoMark kind={name.kind} name={name.name} />}
      <span className="truncate font-strong">{label}</span>
    </>
  );
  if (denied) {
    return (
      <Reason text={denied}>
        {({ describedBy, onPress }) => (
          <button
            type="button"
            aria-disabled
            aria-describedby={describedBy}
            onClick={onPress}
            className={classes(WORD, "cursor-not-allowed border-line bg-sunken")}
          >
            <span className="sr-only">Who: </span>
            {words}
            <Lock size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
          </button>
        )}
      </Reason>
    );
  }
  return (
    <Word title="Who" words={words}>
      {(close) => (
        <PickWho
          organization={organization}
          autoFocus
          onPick={(next: Who) => {
            close();
            onChange({ ...asked, who: sayWho(next) });
          }}
        />
      )}
    </Word>
  );
}

function ActionWord({ asked, onChange }: Props) {
  const { action } = asked;
  const words = action ? (
    <>
      <span className="truncate font-strong">{title(action)}</span>
      <code className="truncate text-ink-3 max-m:hidden">{action}</code>
    </>
  ) : (
    <span className="text-ink-3">do what</span>
  );
  return (
    <Word title="Action" words={words}>
      {(close) => (
        <PickAction
          autoFocus
          onPick={({ name, target }) => {
            close();
            onChange({ who: asked.who, action: name, ...narrowTo(thingOf(asked), target) });
          }}
        />
      )}
    </Word>
  );
}

function ThingWord({ organization, asked, onChange }: Props) {
  const whole = useHeld(organization)?.name ?? "";
  const known = useQuery(actions()).data ?? [];
  const target = known.find(({ name }) => name === asked.action)?.target;
  const names = useThingNames(organization, thingOf(asked));
  const words = (
    <span className="truncate font-strong">
      {names.map((name, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one path never move
        <span key={place}>
          {place > 0 && <span className="font-normal text-ink-3"> / </span>}
          {name}
        </span>
      ))}
    </span>
  );
  return (
    <Word title="On" words={words}>
      {(close) => (
        <PickThing
          {...{ organization, target }}
          organizationName={whole}
          autoFocus
          onPick={(next: Thing) => {
            close();
            onChange({ who: asked.who, action: asked.action, ...next });
          }}
        />
      )}
    </Word>
  );
}

const WORD =
  "flex h-8 max-w-full min-w-0 items-center gap-2 rounded-2 border border-line-field bg-surface px-2.5 text-base max-m:h-9";

/** A word of the sentence, and what it is chosen from. */
function Word(props: { title: string; words: ReactNode; children: (close: () => void) => ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      label={props.title}
      trigger={
        <button type="button" className={classes(WORD, "hover:bg-hover aria-expanded:bg-hover")}>
          <span className="sr-only">{props.title}: </span>
          {props.words}
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
        </button>
      }
    >
      <div className="p-2">{props.children(() => setIsOpen(false))}</div>
    </Popover>
  );
}
