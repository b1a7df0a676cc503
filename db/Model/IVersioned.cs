using EksGrader.Db.Storage;

namespace EksGrader.Db.Model;

/// <summary>
/// A row that two may want to change at once. Every change counts its version up, and one that was based on an older version is
/// refused (<see cref="Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException"/>), which <see cref="EksGraderDb.WriteAsync{T}"/> answers
/// by doing the work again on what is there now.
/// </summary>
public interface IVersioned
{
    /// <summary>How often the row was changed.</summary>
    int RowVersion { get; }
}
