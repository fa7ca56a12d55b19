import type { ReactNode } from "react";
import { classes } from "./class";

/** The head of a page: its title, what it is about, and at most one primary button. */
export function PageHead(props: { title: ReactNode; beside?: ReactNode; about?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex items-center gap-3 px-(--gutter) pt-5 pb-3 max-m:flex-wrap max-m:pt-4">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="[overflow-wrap:anywhere]">{props.title}</h1>
          {props.beside}
        </div>
        {props.about && <p className="text-ink-2">{props.about}</p>}
      </div>
      {props.children && (
        <div className="ml-auto flex items-center gap-2 max-m:ml-0 max-m:w-full max-m:flex-wrap max-m:[&>*]:flex-1">
          {props.children}
        </div>
      )}
    </div>
  );
}

/** The row of filters between a head and its table. */
export function Tools({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2 px-(--gutter) pb-3">{children}</div>;
}

/** Sections are parted by one hairline that runs edge to edge. */
export function Section(props: {
  title: ReactNode;
  about?: ReactNode;
  act?: ReactNode;
  isWide?: boolean;
  children?: ReactNode;
}) {
  return (
    <section className="-mt-px border-t border-line px-(--gutter) py-4">
      <header className="mb-3 grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2">
        <h2 className="max-m:self-center">{props.title}</h2>
        {props.about && (
          <p className="col-start-1 row-start-2 max-w-[68ch] text-ink-2 max-m:col-span-full max-m:mt-1">
            {props.about}
          </p>
        )}
        {props.act && <div className="col-start-2 row-span-2 row-start-1 max-m:row-span-1">{props.act}</div>}
      </header>
      <div className={classes(!props.isWide && "max-w-[592px]")}>{props.children}</div>
    </section>
  );
}

/** Sticky at the bottom: left what changed, right what blocks it and the acts. */
export function DraftBar({ children, acts }: { children: ReactNode; acts: ReactNode }) {
  return (
    <div className="sticky bottom-0 z-5 mt-auto flex min-h-13 items-center gap-3 border-t border-line bg-canvas px-(--gutter) py-2 max-m:flex-wrap max-m:gap-2">
      <div className="flex min-w-0 flex-wrap items-center gap-2">{children}</div>
      <div className="ml-auto flex items-center gap-2 max-m:ml-0 max-m:w-full max-m:flex-wrap max-m:[&>button]:flex-1">
        {acts}
      </div>
    </div>
  );
}

/** Name and value pairs. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-3 gap-y-1.5 max-m:grid-cols-[96px_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
