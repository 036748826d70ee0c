import type { FlowNode } from '../document/types';
import { AskChoiceForm, AskChoicesForm } from './forms/ChoiceForms';
import { AskDateForm, AskNumberForm, AskTextForm } from './forms/AskForms';
import { BranchForm } from './forms/BranchForm';
import { ImageForm } from './forms/ImageForm';
import { SetAttributeForm, SubFlowForm, TagForm } from './forms/RecordForms';
import { ButtonsForm, TextForm } from './forms/SayForms';

/** The fields of a node's own, by its type. */
export function NodeForm({ node }: { node: FlowNode }) {
  switch (node.type) {
    case 'text':
      return <TextForm node={node} />;
    case 'image':
      return <ImageForm node={node} />;
    case 'buttons':
      return <ButtonsForm node={node} />;
    case 'ask_choice':
      return <AskChoiceForm node={node} />;
    case 'ask_choices':
      return <AskChoicesForm node={node} />;
    case 'ask_text':
      return <AskTextForm node={node} />;
    case 'ask_number':
      return <AskNumberForm node={node} />;
    case 'ask_date':
      return <AskDateForm node={node} />;
    case 'branch':
      return <BranchForm node={node} />;
    case 'add_tag':
    case 'remove_tag':
      return <TagForm node={node} />;
    case 'set_attribute':
      return <SetAttributeForm node={node} />;
    case 'sub_flow':
      return <SubFlowForm node={node} />;
    case 'end':
      return <p className="ke-hint">利用者がここに来ると、シナリオが終わります。決めることはありません。</p>;
  }
}
