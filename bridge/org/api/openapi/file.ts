import { deliveryDoors, deliveryShapes } from '../../../invitation/delivery/openapi.ts'
import { operatingDoors } from '../../../operating/route.ts'
import { operatingShapes } from '../../../operating/show-health.ts'
import { surveyDoors, surveySchemas } from '../../../survey/page/openapi.ts'
import { actionDoors, actionShapes } from '../../../trigger/actions/openapi.ts'
import { triggerDoors, triggerSchemas } from '../../../trigger/events/openapi.ts'
import { doctorDoors, packageShapes } from '../../actions/openapi.ts'
import { peopleDoors, peopleSchemas } from '../../privacy/people-api.ts'
import { personInput } from '../../privacy/person.ts'
import { bodyShapes, changingDoors, connectionShape, operatorDoors } from './changing.ts'
import { keyKinds, pathsOf, schemasOf, type Described } from './describe.ts'
import { lookingDoors, pageShapes } from './looking.ts'
import { askShapes } from './of-asks.ts'
import { orgShapes } from './of-org.ts'

const frontDoors: Described[] = [
  { route: 'GET /openapi.json', id: 'showDoors', summary: 'This file', opensTo: [], answers: { 200: 'OpenApi' } },
  { route: 'GET /', id: 'greet', summary: 'A line of text', opensTo: [], answers: { 200: { 'text/plain': 'Text' } } },
]
const frontSchemas = { OpenApi: { type: 'object' }, Text: { type: 'string' } }

/** Every door, in the order of the road. */
const doors = (): Described[] => [
  ...triggerDoors,
  ...actionDoors,
  ...surveyDoors,
  ...deliveryDoors,
  ...operatorDoors,
  ...lookingDoors(),
  ...changingDoors,
  ...peopleDoors,
  ...doctorDoors,
  ...operatingDoors,
  ...frontDoors,
]

function schemas() {
  const shown = { ...askShapes(), ...orgShapes() }
  const person = personInput.describe('At least one of contactId, leadId and email. exact: only under this very name')
  const shapes = {
    ...shown,
    ...pageShapes(shown),
    ...bodyShapes,
    ...deliveryShapes(),
    ...operatingShapes(),
    ...actionShapes(),
    ...packageShapes(),
    Person: person,
  }
  return {
    ...triggerSchemas,
    ...surveySchemas,
    ...schemasOf(shapes),
    ...schemasOf({ ConnectionInput: connectionShape() }),
    ...peopleSchemas,
    ...frontSchemas,
  }
}

let made: object | null = null

/**
 * All doors in one file, made when somebody first asks for it. OpenAPI 3.0.0 and not 3.1, because Salesforce External Services reads no
 * other (help.salesforce.com: platform.external_services_schema_def_limits).
 */
export function openApi(origin: string): Record<string, unknown> {
  made ??= {
    paths: pathsOf(doors()),
    components: { securitySchemes: keyKinds, schemas: schemas() },
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Survey Bridge', version: '1.0.0', description: 'Every door of the bridge.' },
    servers: [{ url: origin }],
    ...made,
  }
}
