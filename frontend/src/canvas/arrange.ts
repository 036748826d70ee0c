import type { LayoutGraph, Places } from '../document/graph';
import type { Answer, Request } from './layout.worker';
import LayoutWorker from './layout.worker?worker';

let worker: Worker | null = null;
let count = 0;

/** Places for all nodes, worked out beside the page so that it never stands still. */
export function arrange(graph: LayoutGraph): Promise<Places> {
  worker ??= new LayoutWorker();
  const current = worker;
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    const onMessage = (event: MessageEvent<Answer>): void => {
      if (event.data.id !== id) return;
      stop();
      resolve(event.data.places);
    };
    const onError = (event: ErrorEvent): void => {
      stop();
      reject(new Error(event.message));
    };
    const stop = (): void => {
      current.removeEventListener('message', onMessage);
      current.removeEventListener('error', onError);
    };
    current.addEventListener('message', onMessage);
    current.addEventListener('error', onError);
    current.postMessage({ id, graph } satisfies Request);
  });
}
