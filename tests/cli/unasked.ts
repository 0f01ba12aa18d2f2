/** What a peer is not asked in these tests. */
export const unasked = { askPeer: () => {}, wish: () => {}, drop: () => {} };
