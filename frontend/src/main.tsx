import '@xyflow/react/dist/style.css';
import './styles/editor.css';

import { createRoot } from 'react-dom/client';

import { completeLayout } from './document/placing';
import { readDefinition } from './document/read';
import { EditorScreen } from './EditorScreen';
import { LoadFailed, Loading } from './Loading';
import { Safety } from './Safety';
import { connectTo, ServerError, type Urls } from './server/api';
import { arrangeFirst } from './state/arranging';
import { createEditor, EditorProvider, initialState } from './state/editor';
import { watchProblems } from './state/linting';
import { keepUnsaved, offerKept } from './state/saving';

function urlsOf(element: HTMLElement): Urls {
  const { draftUrl = '', lintUrl = '', publishUrl = '', previewUrl = '', imagesUrl = '', backUrl = '' } = element.dataset;
  return { draft: draftUrl, lint: lintUrl, publish: publishUrl, preview: previewUrl, images: imagesUrl, back: backUrl };
}

/** The editor fills the window below whatever the page puts above it. */
function fillWindow(element: HTMLElement): void {
  const measure = (): void => {
    element.style.setProperty('--ke-top', `${Math.round(element.getBoundingClientRect().top + window.scrollY)}px`);
  };
  measure();
  window.addEventListener('resize', measure);
}

async function start(element: HTMLElement): Promise<void> {
  const urls = urlsOf(element);
  const name = element.dataset.flowName ?? '';
  const root = createRoot(element);
  // A page has one h1; if the server's page has none, the flow's name is it.
  const heading = document.querySelector('h1') ? 'p' : 'h1';
  fillWindow(element);
  root.render(<Loading name={name} />);
  const api = connectTo(urls);
  try {
    const draft = await api.load();
    const definition = readDefinition(draft.definition);
    const placed = { definition, layout: completeLayout(definition, draft.layout) };
    const editor = createEditor(api, urls, initialState(draft, placed));
    watchProblems(editor);
    root.render(
      <EditorProvider value={editor}>
        <Safety onStop={() => keepUnsaved(editor)}><EditorScreen heading={heading} /></Safety>
      </EditorProvider>,
    );
    offerKept(editor);
    const unplaced = definition.nodes.length > 1 && Object.keys(draft.layout.nodes).length === 0;
    if (unplaced) await arrangeFirst(editor);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    root.render(<LoadFailed name={name} failure={error.failure} back={urls.back} onRetry={() => window.location.reload()} />);
  }
}

const element = document.getElementById('flow-editor');
if (element) void start(element);
