// Package staffweb is the face of package staff: logging in, one's own account,
// and the pages of who manages accounts and reads the audit log.
package staffweb
