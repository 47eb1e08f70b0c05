/* mod_network.h: the simulated network as the native module `_network`, on which the modules that are written in Python
 * (httpx, requests, aiohttp, servers, asyncio's streams, databases) are built.  Scripts cannot import it.
 *
 *     connect(host, port, service) -> Socket       service: "http", "database" or None: what a modelled host speaks
 *     listen(host, port, backlog) -> Socket        OSError when the port is taken
 *     Wait(socket, seconds, entity, connects)      .future: True when the socket is ready, False when time is up;
 *                                                  .close() when it is over, whatever happened
 *     block(socket, seconds, entity, connects) -> bool   the same for a thread
 *     Gate()                                       .open(), .block(seconds, entity): a thread waits for another
 *     future(entity, kind)                         a future of the running loop that is shown as a wait for the entity
 *     request_begin(label, socket) -> entity, request_end(entity, status, bytes, outcome)
 *     pool_new(name, limit) -> entity, pool_use(entity, level, taken)
 *     spend(nanoseconds)                           computing that a cost model charges; nothing otherwise
 *     is_assumed(host)                             nobody declared it
 *
 * Sockets have state(), ready(), at_end(), send(bytes), send_some(bytes), receive(limit), accept(), shut_down(),
 * close(), host(), port(), peer_port(), watch(loop, callback, connects), unwatch(), and for HTTP send_request(…),
 * receive_answer(), receive_request(), send_answer(…).
 */
#ifndef MOD_NETWORK_H
#define MOD_NETWORK_H

#include "sim/sim_net.h"
#include "vm/vm.h"
#include "vm/vm_module.h"

/* The socket behind a Socket; NULL with TypeError or, when it is closed, OSError. */
SimSocket *mod_network_socket(Vm *vm, VmValue value);
extern const VmTypeSpec mod_network_socket_type, mod_network_wait_type, mod_network_gate_type;
extern const VmNativeDef mod_network_http_methods[]; /* of Socket: mod_network_http.c */
/* What modelled databases answer with: the body of the answer whose key is the message's text. */
extern const SimService mod_network_database_service;

/* A Socket for a held SimSocket, which it takes over. */
VmValue mod_network_socket_new(Vm *vm, SimSocket *socket);

#endif
