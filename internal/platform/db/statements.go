package db

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps prepared statements of one SQLite pool: compiling a text
// costs more than running it. pgx keeps its own, so PostgreSQL has none here.
//
// A statement cannot be prepared on the pool while a transaction holds the one
// writer connection. A new text therefore runs unprepared the first time and
// is prepared when its transaction is over.
type statements struct {
	pool   *sql.DB
	mu     sync.Mutex
	ready  map[string]*sql.Stmt
	wanted map[string]bool
}

// maxStatements bounds the cache; lists with many filter combinations run unprepared beyond it.
const maxStatements = 400

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, ready: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
}

// get returns the prepared query, nil where it is to run unprepared.
func (s *statements) get(query string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.ready[query]; stmt != nil {
		return stmt
	}
	if len(s.ready)+len(s.wanted) < maxStatements {
		s.wanted[query] = true
	}
	return nil
}

// prepare prepares what was wanted. A text that cannot be prepared, a script
// for example, goes on running unprepared.
func (s *statements) prepare(ctx context.Context) {
	if s == nil {
		return
	}
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = map[string]bool{}
	s.mu.Unlock()
	for query := range wanted {
		stmt, err := s.pool.PrepareContext(ctx, query)
		if err != nil {
			continue
		}
		s.mu.Lock()
		if s.ready[query] == nil {
			s.ready[query] = stmt
			stmt = nil
		}
		s.mu.Unlock()
		if stmt != nil {
			stmt.Close()
		}
	}
}
