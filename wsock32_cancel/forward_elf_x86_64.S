/*
 * Winsock 1.1's functions that are Winsock 2's: wsock32_NAME jumps to ws2_cancel's.
 * Which are glibc's as well are called ws2_NAME there.
 */
	.text

	.macro forward name, to
	.globl wsock32_\name
	.type wsock32_\name, @function
wsock32_\name:
	endbr64
	jmp *\to@GOTPCREL(%rip)
	.size wsock32_\name, . - wsock32_\name
	.endm

	.irp name, WSAStartup, WSACleanup, WSAGetLastError, WSASetLastError, \
		closesocket, ioctlsocket, __WSAFDIsSet, WSACancelAsyncRequest, \
		WSAAsyncGetHostByAddr, WSAAsyncGetHostByName, \
		WSAAsyncGetProtoByName, WSAAsyncGetProtoByNumber, \
		WSAAsyncGetServByName, WSAAsyncGetServByPort, \
		WSAAsyncSelect, AcceptEx, \
		GetAcceptExSockaddrs, TransmitFile, WSARecvEx
	forward \name, \name
	.endr

	.irp name, htonl, htons, ntohl, ntohs, accept, bind, connect, \
		getpeername, getsockname, listen, shutdown, socket, recv, \
		recvfrom, send, sendto, select, gethostbyaddr, gethostbyname, \
		gethostname, getprotobyname, getprotobynumber, getservbyname, \
		getservbyport, inet_addr, inet_ntoa
	forward \name, ws2_\name
	.endr

	.section .note.GNU-stack, "", @progbits
