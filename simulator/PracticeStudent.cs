using System.Globalization;

namespace EksGrader.Simulator;

/// <summary>A student of a practice class; invented.</summary>
/// <param name="Id">Such as <c>2026-0001</c>.</param>
/// <param name="Name">The name in its own script.</param>
/// <param name="Email">An address in a domain that cannot be registered (RFC 2606).</param>
public sealed record PracticeStudent(string Id, string Name, string Email);

/// <summary>Invents students.</summary>
internal static class PracticeStudents
{
    private static readonly (string Ko, string En)[] Families =
        [("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"), ("강", "Kang"), ("조", "Cho"), ("윤", "Yoon"), ("장", "Jang"), ("임", "Lim"), ("한", "Han"), ("오", "Oh")];

    private static readonly (string Ko, string En)[] Given =
        [("민준", "Minjun"), ("서연", "Seoyeon"), ("도윤", "Doyun"), ("지우", "Jiwoo"), ("하은", "Haeun"), ("시우", "Siwoo"), ("예준", "Yejun"), ("수아", "Sua"), ("지호", "Jiho"), ("유나", "Yuna"),
         ("현우", "Hyunwoo"), ("채원", "Chaewon"), ("은서", "Eunseo"), ("태윤", "Taeyun"), ("다인", "Dain")];

    private static readonly string[] Guests = ["Anna Weber", "James Miller", "Priya Nair", "Sofia Rossi", "Minh Nguyen", "Lucas Martin"];

    /// <summary>The student of a number, counted from 1. Every tenth is a guest from abroad.</summary>
    public static PracticeStudent Number(int number, Random random)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"2026-{number:0000}");
        var (family, given) = (Families[random.Next(Families.Length)], Given[random.Next(Given.Length)]);
        var guest = Guests[random.Next(Guests.Length)];
        var (name, latin) = number % 10 == 0 ? (guest, guest) : (family.Ko + given.Ko, $"{given.En} {family.En}");
        var address = string.Create(CultureInfo.InvariantCulture, $"{latin.Replace(' ', '.').ToLowerInvariant()}.{number}@students.example");
        return new PracticeStudent(id, name, address);
    }
}

/// <summary>What a student of a practice class submits.</summary>
public sealed record PracticeAccess
{
    /// <summary>A kubeconfig; null where access is by AWS alone.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>A role of the student's account; null where there is none.</summary>
    public PracticeRole? Role { get; init; }

    /// <summary>Temporary keys of the student's account; null where there are none.</summary>
    public PracticeKeys? Keys { get; init; }

    /// <summary>The region, where AWS access is given.</summary>
    public required string Region { get; init; }

    /// <summary>The cluster's name, where AWS access is given.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Whether AWS can be asked.</summary>
    public bool HasAws => Role is not null || Keys is not null;
}

/// <summary>A role that the grader assumes.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="ExternalId">The external id that its trust policy asked for when the class began; see <see cref="PracticeCluster.TrustExternalId"/>.</param>
public sealed record PracticeRole(string RoleArn, string ExternalId);

/// <summary>Access keys.</summary>
/// <param name="AccessKeyId">The access key.</param>
/// <param name="SecretAccessKey">The secret key.</param>
/// <param name="SessionToken">The session token; null for keys that never expire.</param>
public sealed record PracticeKeys(string AccessKeyId, string SecretAccessKey, string? SessionToken);
