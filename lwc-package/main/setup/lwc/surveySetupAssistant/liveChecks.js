import { fill, spoken } from 'c/surveyWords';
import { text } from './labels';

const NEEDED = ['Survey_Invitation__c', 'Survey_Response__c', 'Survey_Answer__c'];
/** It alerts the owner of a bad score; it notifies no bridge. */
const OWN_FLOW = 'Survey_Bad_Score_Alert';
const SENDING = ['test', 'live'];
const SETUP = {
    credential: '/lightning/setup/NamedCredential/home',
    flows: '/lightning/setup/Flows/home',
    groups: '/lightning/setup/PermSetGroups/home',
    sets: '/lightning/setup/PermSets/home'
};

/** What this org can say about itself right now. `ok: null` where it could not be seen. */
export function liveChecksOf({ bridge, isAdmin, objects, newest, assignments, flows }) {
    return [bridgeCheck(bridge), adminCheck(isAdmin), objectCheck(objects)]
        .concat([peopleCheck(assignments), flowCheck(flows), mailCheck(bridge), writeCheck(newest)])
        .filter(Boolean);
}

function bridgeCheck(bridge) {
    const said = bridge.ok ? fill(text.bridgeFound, bridge.status.version) : bridge.message;
    return check('live.bridge', bridge.ok, text.bridge, said, text.bridgeNext, SETUP.credential);
}

function adminCheck(isAdmin) {
    const said = isAdmin ? text.adminFound : text.adminMissing;
    return check('live.admin', isAdmin, text.admin, said, text.adminNext, SETUP.groups);
}

function objectCheck(objects) {
    if (!objects) return null;
    const seen = objects.results.filter(({ statusCode }) => statusCode === 200).map(({ result }) => result.apiName);
    const missing = NEEDED.filter((name) => !seen.some((api) => api.endsWith(name)));
    const found = missing.length === 0 ? text.objectsFound : fill(text.objectsMissing, missing.join(', '));
    return check('live.objects', missing.length === 0, text.objects, found, text.objectsNext, SETUP.sets);
}

function peopleCheck(wired) {
    const query = queryOf(wired);
    if (!query) return unseen(wired, 'live.people', text.people);
    const agents = nodes(query.agents).length;
    const integration = nodes(query.integration).length;
    const many = query.agents.pageInfo?.hasNextPage === true ? `${agents}+` : agents;
    const found = fill(text.peopleFound, many, integration);
    return check('live.people', agents > 0 && integration > 0, text.people, found, text.peopleNext, SETUP.sets);
}

function flowCheck(wired) {
    const query = queryOf(wired);
    if (!query) return unseen(wired, 'live.flows', text.flows);
    const triggers = nodes(query.flows).filter(
        ({ name, trigger }) => trigger?.value === 'RecordAfterSave' && name?.value !== OWN_FLOW
    );
    const active = triggers.filter(({ isActive }) => isActive?.value === true).length;
    const found = fill(text.flowsFound, active, triggers.length);
    return check('live.flows', active > 0, text.flows, found, text.flowsNext, SETUP.flows);
}

/** A program on watch sends nothing: for that, no mail server is no fault yet. */
function mailCheck({ status }) {
    const asking = (status?.programs ?? []).filter(({ mode, by }) => mode !== 'off' && by === 'email');
    if (asking.length === 0) return null;
    if (status.connections.some(({ name }) => name === 'mail'))
        return check('live.mail', true, text.mail, text.mailFound, '');
    const names = asking.map(({ name }) => spoken(name)).join(', ');
    const isFault = asking.some(({ mode }) => SENDING.includes(mode));
    return check('live.mail', isFault ? false : null, text.mail, fill(text.mailMissing, names), text.mailNext);
}

function writeCheck(wired) {
    const query = queryOf(wired);
    if (!query) return unseen(wired, 'live.write', text.write);
    const [row] = nodes(query.newest);
    if (!row) return check('live.write', null, text.write, text.writeNone, text.writeNext);
    return { ...check('live.write', true, text.write, text.writeFound, ''), at: row.at?.value ?? null };
}

/** What an org does not offer to a page is answered with errors and, it may be, with data that is empty. */
const queryOf = (wired) => wired?.data?.uiapi?.query;
const unseen = (wired, id, title) => (wired?.errors ? check(id, null, title, text.notReadable, text.seeDoctor) : null);
const nodes = ({ edges }) => edges.map(({ node }) => node);
const check = (id, ok, title, detail, next, href) => ({ id, ok, title, detail, next: ok ? '' : next, href });
