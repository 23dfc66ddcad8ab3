// Pages whose script comes when they are asked for: the one that is drawn first waits for no other's.
import type { ComponentType } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import { Notice } from "./parts";

export interface Later<P> {
  (props: P): preact.JSX.Element;
  fetch: () => Promise<void>;
}

export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let Page: ComponentType<P> | null = null;
  const page = (props: P) => {
    const [state, set] = useState<"coming" | "here" | "lost">(Page ? "here" : "coming");
    useLayoutEffect(() => {
      if (!Page) page.fetch().then(() => set("here"), () => set("lost"));
    }, []);
    if (Page) return <Page {...props} />;
    if (state === "lost") return <Notice role="alert">This page could not be fetched: is the desk still running? Load it again.</Notice>;
    return <p class="loading" aria-label="loading" role="status" />;
  };
  page.fetch = async () => {
    Page = await load();
  };
  return page;
}
