import { fill } from 'c/surveyWords';
import { text } from './labels';

const NEEDED = ['Survey_Invitation__c', 'Survey_Response__c', 'Survey_Answer__c'];

/** What this org can say about itself right now. `ok: null` where it could not be seen. */
export function liveChecksOf({ bridge, isAdmin, objects, newest, assignments, flows }) {
    return [bridgeCheck(bridge), adminCheck(isAdmin), objectCheck(objects)]
        .concat([peopleCheck(assignments), flowCheck(flows), writeCheck(newest)])
        .filter(Boolean);
}

function bridgeCheck(bridge) {
    const said = bridge.ok ? fill(text.bridgeFound, bridge.status.version) : bridge.message;
    return check('live.bridge', bridge.ok, text.bridge, said, text.bridgeNext);
}

const adminCheck = (isAdmin) =>
    check('live.admin', isAdmin, text.admin, isAdmin ? text.adminFound : text.adminMissing, text.adminNext);

function objectCheck(objects) {
    if (!objects) return null;
    const seen = objects.results.filter(({ statusCode }) => statusCode === 200).map(({ result }) => result.apiName);
    const missing = NEEDED.filter((name) => !seen.some((api) => api.endsWith(name)));
    const found = missing.length === 0 ? text.objectsFound : fill(text.objectsMissing, missing.join(', '));
    return check('live.objects', missing.length === 0, text.objects, found, text.objectsNext);
}

function peopleCheck({ data, errors } = {}) {
    if (errors && !data) return check('live.people', null, text.people, text.notReadable, text.seeDoctor);
    if (!data) return null;
    const sets = nodes(data.uiapi.query.assignments).map(({ set }) => set?.Name?.value);
    const agents = sets.filter((name) => name === 'Survey_User' || name === 'Survey_Bridge_Administrator').length;
    const integration = sets.filter((name) => name === 'Survey_Integration').length;
    const found = fill(text.peopleFound, agents, integration);
    return check('live.people', agents > 0 && integration > 0, text.people, found, text.peopleNext);
}

function flowCheck({ data, errors } = {}) {
    if (errors && !data) return check('live.flows', null, text.flows, text.notReadable, text.seeDoctor);
    if (!data) return null;
    const triggers = nodes(data.uiapi.query.flows).filter(({ trigger }) => trigger?.value === 'RecordAfterSave');
    const active = triggers.filter(({ isActive }) => isActive?.value === true).length;
    return check('live.flows', active > 0, text.flows, fill(text.flowsFound, active, triggers.length), text.flowsNext);
}

function writeCheck({ data, errors } = {}) {
    if (errors && !data) return check('live.write', null, text.write, text.notReadable, text.seeDoctor);
    if (!data) return null;
    const [row] = nodes(data.uiapi.query.newest);
    if (!row) return check('live.write', null, text.write, text.writeNone, text.writeNext);
    return { ...check('live.write', true, text.write, text.writeFound, ''), at: row.at?.value ?? null };
}

const nodes = ({ edges }) => edges.map(({ node }) => node);
const check = (id, ok, title, detail, next) => ({ id, ok, title, detail, next: ok ? '' : next });
