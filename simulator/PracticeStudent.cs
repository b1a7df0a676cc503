using System.Globalization;

namespace EksGrader.Simulator;

/// <summary>A student of a practice class; invented.</summary>
/// <param name="Id">Such as <c>2026-0001</c>.</param>
/// <param name="Name">The name in its own script.</param>
/// <param name="Email">An address in a domain that nobody can own (RFC 2606).</param>
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
