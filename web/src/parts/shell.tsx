import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { ChevronLeft, Menu as MenuIcon } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { me } from "../api/account";
import { paths } from "../paths";
import { Button } from "../ui/button";
import { Mark } from "../ui/mark";
import { AskingHost } from "./access/asking-host";
import { AccountMenu } from "./account-menu";
import { Connect } from "./connect";
import { Crumbs } from "./crumbs";
import { FreshSignIn } from "./fresh-sign-in";
import { NARROW, PHONE, useMedia } from "./media";
import { Palette } from "./palette";
import { useThings } from "./place";
import { Sidebar } from "./sidebar";

const RAIL_KEY = "bailiwick.rail";

/** What stands around every page: the bar, the sidebar, the work. */
export function Shell() {
  const isPhone = useMedia(PHONE);
  const isNarrow = useMedia(NARROW);
  const [isRailChosen, setIsRailChosen] = useState(() => localStorage.getItem(RAIL_KEY) === "yes");
  const isRail = !isPhone && (isNarrow || isRailChosen);
  const choose = () => {
    localStorage.setItem(RAIL_KEY, isRailChosen ? "no" : "yes");
    setIsRailChosen(!isRailChosen);
  };
  return (
    <AskingHost>
      <div
        className="grid min-h-dvh grid-cols-[var(--side)_minmax(0,1fr)] grid-rows-[var(--bar)_1fr] max-m:grid-cols-[minmax(0,1fr)]"
        style={{ "--side": isRail ? "52px" : "216px" } as React.CSSProperties}
      >
        <a
          href="#main"
          className="fixed -top-16 left-2 z-50 rounded-2 bg-float px-3 py-2 text-accent shadow-float focus:top-2"
        >
          Skip to content
        </a>
        <TopBar />
        {!isPhone && (
          <div className="sticky top-(--bar) h-[calc(100dvh-var(--bar))]">
            <Sidebar isRail={isRail} onCollapse={isNarrow ? undefined : choose} />
          </div>
        )}
        <Main />
        <FreshSignIn />
      </div>
    </AskingHost>
  );
}

function Main() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const main = useRef<HTMLElement>(null);
  const last = useRef(path);
  // A new page starts where a keyboard or a screen reader expects it: at its top.
  useEffect(() => {
    if (last.current && path && last.current !== path && !document.querySelector("[role=dialog]"))
      main.current?.focus();
    last.current = path;
  }, [path]);
  return (
    <main
      id="main"
      ref={main}
      tabIndex={-1}
      className="flex min-w-0 flex-col border-l border-line bg-surface outline-none max-m:border-0"
    >
      <Outlet />
    </main>
  );
}

function TopBar() {
  const known = useQuery(me()).data;
  const account = known?.account;
  return (
    <header className="sticky top-0 z-10 col-span-full flex h-(--bar) items-center gap-1 border-b border-line bg-canvas pr-3 pl-4 max-m:px-2">
      <Sheet />
      <Link to={paths.home()} aria-label="Bailiwick, home" className="mr-2 flex text-ink max-m:hidden">
        <Mark />
      </Link>
      <Crumbs />
      <div className="ml-auto flex shrink-0 items-center gap-2 max-m:gap-0">
        <Palette />
        <Connect />
        {account && <AccountMenu name={account.display_name} email={account.email} isOperator={known.is_operator} />}
      </div>
    </header>
  );
}

/** The crumbs that a phone has no room for. */
function Up() {
  const { organizationId, organizationName, instanceId, project } = useThings();
  if (!organizationId || !instanceId) return null;
  const link = "flex min-h-9 items-center gap-2 rounded-2 px-2 text-ink-2 no-underline hover:bg-hover";
  return (
    <nav aria-label="Up" className="border-b border-line px-2 py-2">
      <Link to={paths.projects(organizationId)} className={link}>
        <ChevronLeft size={16} strokeWidth={1.75} aria-hidden className="text-ink-3" />
        <span className="truncate">{organizationName ?? "Organization"}</span>
      </Link>
      {project && (
        <Link to={paths.project(organizationId, project.id)} className={link}>
          <ChevronLeft size={16} strokeWidth={1.75} aria-hidden className="text-ink-3" />
          <span className="truncate">{project.name}</span>
        </Link>
      )}
    </nav>
  );
}

/** The sidebar on a phone. */
function Sheet() {
  const [isOpen, setIsOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address closes the sheet
  useEffect(() => setIsOpen(false), [path]);
  return (
    <Radix.Root open={isOpen} onOpenChange={setIsOpen}>
      <Radix.Trigger asChild>
        <Button look="ghost" icon={MenuIcon} isSquare aria-label="Menu" className="m:hidden" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-20 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-30 flex w-64 flex-col border-r border-line-2 bg-canvas shadow-float outline-none"
        >
          <Radix.Title className="sr-only">Menu</Radix.Title>
          <Up />
          <Sidebar isRail={false} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
