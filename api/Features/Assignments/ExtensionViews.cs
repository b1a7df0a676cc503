namespace EksGrader.Api.Features.Assignments;

/// <summary>A due date to be moved.</summary>
/// <param name="Until">The new due date.</param>
/// <param name="Students">The numbers of the students; left out for all.</param>
/// <param name="Reason">Why.</param>
public sealed record ExtensionRequest(DateTimeOffset? Until, IReadOnlyList<string?>? Students, string? Reason);

/// <summary>A moved due date.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Student">The student's number; null for all.</param>
/// <param name="Name">The student's name; null for all.</param>
/// <param name="Until">The new due date.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who moved it.</param>
/// <param name="At">When it was moved.</param>
public sealed record ExtensionView(Guid Id, string? Student, string? Name, DateTimeOffset Until, string Reason, string By, DateTimeOffset At);

/// <summary>What moving a due date did.</summary>
/// <param name="Extensions">How many were given or taken back.</param>
/// <param name="NoLongerLate">How many submissions are on time now that were late.</param>
/// <param name="NowLate">How many submissions are late now that were on time.</param>
/// <param name="DeadlinesMoved">How many deletion deadlines are others now.</param>
public sealed record ExtensionChangeView(int Extensions, int NoLongerLate, int NowLate, int DeadlinesMoved);
